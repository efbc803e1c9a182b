import type { Condition } from "../parse/alternatives.ts";
import type { IpRange } from "../parse/ip-address.ts";
import type { Operator } from "../parse/operator.ts";

/** What a condition asks for, in words that follow its path: `"a" or a text that begins with "b"`. */
export const operatorsInWords = (operators: readonly Operator[]): string => either(operators.map(phrase));

/** A condition in words: `detail.data.change is "created" or "updated"`. */
export const conditionInWords = ({ path, operators }: Condition): string => `${path} is ${operatorsInWords(operators)}`;

/** How many phrases are listed before the rest is only counted. */
const LISTED = 12;

function either(phrases: readonly string[]): string {
  const left = phrases.length - LISTED;
  if (left > 1) return `${phrases.slice(0, LISTED).join(", ")} or ${left} others`;
  return phrases.length < 2 ? phrases.join() : `${phrases.slice(0, -1).join(", ")} or ${phrases.at(-1)}`;
}

function phrase(operator: Operator): string {
  switch (operator.op) {
    case "exact":
      return JSON.stringify(operator.value);
    case "prefix":
      return `a text that begins with ${text(operator)}`;
    case "suffix":
      return `a text that ends with ${text(operator)}`;
    case "equals-ignore-case":
      return text({ ...operator, ignoreCase: true });
    case "wildcard":
      return `a text like ${text(operator)}`;
    case "numeric":
      return numbers(operator);
    case "cidr":
      return `an address in ${block(operator.range)}`;
    case "exists":
      return operator.exists ? "there" : "absent";
    case "anything-but":
      return `anything but ${either(operator.but.map(phrase))}`;
  }
}

const text = ({ text, ignoreCase }: { readonly text: string; readonly ignoreCase?: boolean }) =>
  JSON.stringify(text) + (ignoreCase ? " in any letter case" : "");

function numbers({ low, lowOpen, high, highOpen }: Extract<Operator, { op: "numeric" }>): string {
  if (low === high) return String(low);
  const bounds = [
    ...(low === -Infinity ? [] : [`${lowOpen ? "above" : "at least"} ${low}`]),
    ...(high === Infinity ? [] : [`${highOpen ? "below" : "at most"} ${high}`]),
  ];
  return `a number ${bounds.join(" and ")}`;
}

function block({ low, high }: IpRange): string {
  const bits = low.reduce((sum, byte, i) => sum + Math.clz32(byte ^ (high[i] ?? 0)) - 24, 0);
  if (low.length === 4) return `${low.join(".")}/${bits}`;
  const groups = Array.from({ length: 8 }, (_, i) => (((low[2 * i] ?? 0) << 8) | (low[2 * i + 1] ?? 0)).toString(16));
  return `${groups.join(":")}/${bits}`;
}
