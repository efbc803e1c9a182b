import type { Violation } from "@tributary/contract/event-contract";

/** A number that a double cannot hold without losing digits. DynamoDB keeps up to 38 of them. */
export interface ExactDecimal {
  readonly decimal: string;
}

/** The value of a DynamoDB attribute, as plain JavaScript. Sets become `Set`, binary `Uint8Array`. */
export type AttributeData =
  | string
  | number
  | boolean
  | null
  | ExactDecimal
  | Uint8Array
  | readonly AttributeData[]
  | ReadonlySet<string | number | ExactDecimal | Uint8Array>
  | { readonly [name: string]: AttributeData };

/** An item as plain JavaScript, by attribute name. */
export type Item = Readonly<Record<string, AttributeData>>;

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?$/;
/** DynamoDB nests no deeper (Service, account, and table quotas: "Nested attribute depth"). */
const MAX_DEPTH = 32;

/**
 * The item in a map of attribute values in DynamoDB's JSON. Leaves out malformed values, and adds them to `violations` with
 * their `pointer`; never throws. Attribute names are the writer's own and may reveal a patient, so a pointer has `*` in
 * their place.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_AttributeValue.html
 */
export function decodeItem(value: unknown, pointer: string, violations: Violation[]): Item {
  return decodeMap(value, pointer, violations, 0);
}

function decodeMap(value: unknown, pointer: string, violations: Violation[], depth: number): Item {
  if (!isRecord(value)) {
    violations.push({ pointer, keyword: "type", message: "must be a map of attribute values" });
    return {};
  }
  const item: Record<string, AttributeData> = Object.create(null);
  for (const [name, attribute] of Object.entries(value)) {
    const decoded = decodeAttribute(attribute, `${pointer}/*`, violations, depth);
    if (decoded !== undefined) item[name] = decoded;
  }
  return item;
}

function decodeAttribute(
  value: unknown,
  pointer: string,
  violations: Violation[],
  depth: number,
): AttributeData | undefined {
  const refuse = (keyword: string, message: string): undefined => {
    violations.push({ pointer, keyword, message });
  };
  if (!isRecord(value)) return refuse("type", "must be an attribute value");
  const entries = Object.entries(value);
  const [entry] = entries;
  if (entry === undefined || entries.length !== 1) return refuse("oneOf", "must have exactly one type");
  if (depth > MAX_DEPTH) return refuse("maxDepth", `must nest no deeper than ${MAX_DEPTH} levels`);
  const [type, data] = entry;
  const set = <T extends string | number | ExactDecimal | Uint8Array>(decode: (member: unknown) => T | undefined) => {
    if (!Array.isArray(data)) return refuse("type", `must be a list for type ${type}`);
    const members = data.map(decode);
    return members.includes(undefined)
      ? refuse("items", `must hold only members of type ${type}`)
      : new Set(members as T[]);
  };
  switch (type) {
    case "S":
      return typeof data === "string" ? data : refuse("type", "must be text for type S");
    case "N":
      return decodeNumber(data) ?? refuse("format", "must be a number in text for type N");
    case "B":
      return decodeBinary(data) ?? refuse("format", "must be base64 for type B");
    case "BOOL":
      return typeof data === "boolean" ? data : refuse("type", "must be a boolean for type BOOL");
    case "NULL":
      return data === true ? null : refuse("const", "must be true for type NULL");
    case "M":
      return decodeMap(data, `${pointer}/M`, violations, depth + 1);
    case "L":
      if (!Array.isArray(data)) return refuse("type", "must be a list for type L");
      return data
        .map((member, index) => decodeAttribute(member, `${pointer}/L/${index}`, violations, depth + 1))
        .filter(member => member !== undefined);
    case "SS":
      return set(member => (typeof member === "string" ? member : undefined));
    case "NS":
      return set(decodeNumber);
    case "BS":
      return set(decodeBinary);
    default:
      return refuse("enum", "must be of type S, N, B, BOOL, NULL, M, L, SS, NS or BS");
  }
}

function decodeNumber(data: unknown): number | ExactDecimal | undefined {
  if (typeof data !== "string" || !NUMBER.test(data)) return undefined;
  const number = Number(data);
  return Number.isFinite(number) && digits(String(number)) === digits(data) ? number : { decimal: data };
}

/** Sign, significant digits and exponent: equal for two spellings of one number. */
function digits(text: string): string {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [, sign = "", whole = "", fraction = ""] = /^([+-]?)(\d*)\.?(\d*)$/.exec(mantissa) ?? [];
  const all = (whole + fraction).replace(/^0+/, "");
  const significant = all.replace(/0+$/, "");
  if (significant === "") return "0";
  const scale = Number(exponent) - fraction.length + (all.length - significant.length);
  return `${sign === "-" ? "-" : ""}${significant}e${scale}`;
}

function decodeBinary(data: unknown): Uint8Array | undefined {
  if (typeof data !== "string" || data.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(data)) return undefined;
  return Uint8Array.from(atob(data), character => character.charCodeAt(0));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
