import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** An item or its key, in DynamoDB's JSON. */
export type DynamodbItem = Record<string, AttributeValue>;

/** The key of an item as text, unique in its table: the same however a number is written. */
export function keyText(item: DynamodbItem, keyNames: readonly string[]): string {
  return JSON.stringify(keyNames.map(name => valueText(item[name])));
}

/** Keys are text, numbers or binary. */
function valueText(value: AttributeValue | undefined): unknown {
  if (value?.N !== undefined) return { N: numberText(value.N) };
  return value?.B === undefined ? value : { B: Buffer.from(value.B).toString("base64") };
}

/** Digits without zeros at either end, and the power of ten that they are multiplied by. */
function numberText(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?\s*$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return `${sign === "-" ? "-" : ""}${significant}e${power}`;
}
