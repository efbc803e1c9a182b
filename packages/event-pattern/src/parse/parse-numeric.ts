import type { Operator } from "./operator.ts";
import { PatternError } from "./pattern-error.ts";
import type { PatternNode } from "./pattern-node.ts";

/**
 * The range that a `numeric` operator names: `["=", n]`, one bound, or a lower and an upper bound, in this order.
 * Throws PatternError for anything else, and for a number outside the range of a double (the service documents ±5e9,
 * its engine compares doubles; https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html).
 */
export function parseNumeric(node: PatternNode, pointer: string): Operator {
  if (node.kind !== "array") throw new PatternError("Value of numeric must be an array.", pointer);
  const [first, firstValue, second, secondValue] = node.items;
  const fail = (reason: string): never => {
    throw new PatternError(reason, pointer);
  };
  const operatorOf = (item: PatternNode | undefined, otherwise: string): string =>
    item?.kind === "string" ? item.value : fail(`${otherwise}: ${item === undefined ? "]" : item.kind}`);

  const operator = operatorOf(first, "Invalid member in numeric match");
  if (!["=", "<", "<=", ">", ">="].includes(operator)) fail(`Unrecognized numeric range operator: ${operator}`);
  const value = number(firstValue, operator === "=" ? "equals" : operator, pointer);

  const range = { op: "numeric", low: -Infinity, lowOpen: false, high: Infinity, highOpen: false } as const;
  const bounded =
    operator === "="
      ? { ...range, low: value, high: value }
      : operator.startsWith("<")
        ? { ...range, high: value, highOpen: operator === "<" }
        : { ...range, low: value, lowOpen: operator === ">" };
  if (second === undefined) return bounded;
  if (!operator.startsWith(">")) fail("Too many elements in numeric expression");

  const upper = operatorOf(second, "Bad value in numeric range");
  if (upper !== "<" && upper !== "<=") fail(`Bad numeric range operator: ${upper}`);
  const high = number(secondValue, upper, pointer);
  if (node.items.length > 4) fail("Too many terms in numeric range expression");
  if (value >= high) fail("Bottom must be less than top");
  return { ...bounded, high, highOpen: upper === "<" };
}

function number(node: PatternNode | undefined, name: string, pointer: string): number {
  if (node?.kind !== "number") throw new PatternError(`Value of ${name} must be numeric`, pointer);
  const tooSmall = node.value === 0 && /^[^eE]*[1-9]/.test(node.text);
  if (!Number.isFinite(node.value) || tooSmall) {
    throw new PatternError(`Cannot compare number : ${node.text}`, pointer);
  }
  return node.value;
}
