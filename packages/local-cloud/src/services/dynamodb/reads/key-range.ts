import type { Comparator, Condition, Operand } from "../expressions/ast.ts";
import type { Binding } from "../expressions/binding.ts";
import { checkCondition } from "../expressions/check-condition.ts";
import { conjuncts } from "../expressions/conjuncts.ts";
import { afterPrefix, encodeKeyPrefix, encodeKeyValue } from "../key-encoding.ts";
import type { KeySchema } from "../table.ts";
import { validationError } from "../validation-error.ts";
import { type AttributeValue, typeOf } from "../values/attribute-value.ts";
import { valueSize } from "../values/item-size.ts";

/** Encoded keys from `low` (with it) to `high` (without it). */
export interface KeyRange {
  readonly low: Buffer;
  readonly high: Buffer;
}

/** Greater than every encoded key: none is as long in this byte. */
const GREATEST = Buffer.alloc(4_096, 0xff);
/** All keys there are. */
export const EVERY_KEY: KeyRange = { low: Buffer.alloc(0), high: GREATEST };

type KeyOperator = Comparator | "between" | "begins_with";
interface KeyCondition {
  readonly name: string;
  readonly operator: KeyOperator;
  readonly values: readonly AttributeValue[];
}

/** The keys that a `KeyConditionExpression` selects. See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html */
export function readKeyRange(schema: KeySchema, condition: Condition, binding: Binding): KeyRange {
  checkCondition("KeyConditionExpression", condition, binding);
  const conditions = conjuncts(condition).map(each => readKeyCondition(each, binding));
  const names = conditions.map(each => each.name);
  if (new Set(names).size < names.length)
    throw validationError("KeyConditionExpressions must only contain one condition per key");
  const hash = conditions.find(each => each.name === schema.hash.name);
  if (!hash) throw validationError(`Query condition missed key schema element: ${schema.hash.name}`);
  const range = conditions.find(each => each !== hash);
  if (range && range.name !== schema.range?.name)
    throw validationError(
      schema.range
        ? `Query condition missed key schema element: ${schema.range.name}`
        : "Query key condition not supported",
    );
  if (hash.operator !== "=" || conditions.length > 2) throw validationError("Query key condition not supported");
  checkTypes(hash, schema.hash.type);
  const partition = encodeKeyValue(hash.values[0] as AttributeValue);
  if (!range || !schema.range) return beginningWith(partition);
  checkTypes(range, schema.range.type);
  return sortRange(partition, range);
}

function sortRange(partition: Buffer, { operator, values }: KeyCondition): KeyRange {
  const [first, second] = values as [AttributeValue, AttributeValue];
  const whole = beginningWith(partition);
  if (operator === "begins_with") return beginningWith(Buffer.concat([partition, encodeKeyPrefix(first)]));
  const at = beginningWith(Buffer.concat([partition, encodeKeyValue(first)]));
  switch (operator) {
    case "=":
      return at;
    case "<":
      return { low: whole.low, high: at.low };
    case "<=":
      return { low: whole.low, high: at.high };
    case ">":
      return { low: at.high, high: whole.high };
    case ">=":
      return { low: at.low, high: whole.high };
    case "between":
      return { low: at.low, high: beginningWith(Buffer.concat([partition, encodeKeyValue(second)])).high };
    default:
      throw validationError("Invalid operator used in KeyConditionExpression: <>");
  }
}

function beginningWith(prefix: Buffer): KeyRange {
  return { low: prefix, high: afterPrefix(prefix) ?? GREATEST };
}

function readKeyCondition(condition: Condition, binding: Binding): KeyCondition {
  const value = (operand: Operand): AttributeValue => {
    if (operand.kind === "value") return binding.value(operand.name);
    throw validationError("Invalid KeyConditionExpression: A key condition compares a key attribute with a value");
  };
  const name = (operand: Operand | undefined): string => {
    const path = operand?.kind === "path" ? binding.path(operand.path) : [];
    if (path.length > 1)
      throw validationError(
        "Invalid KeyConditionExpression: KeyConditionExpressions cannot have conditions on nested attributes",
      );
    if (path.length === 0)
      throw validationError("Invalid KeyConditionExpression: A key condition compares a key attribute with a value");
    return String(path[0]);
  };
  if (condition.kind === "compare")
    return { name: name(condition.left), operator: condition.comparator, values: [value(condition.right)] };
  if (condition.kind === "between")
    return {
      name: name(condition.operand),
      operator: "between",
      values: [value(condition.low), value(condition.high)],
    };
  if (condition.kind === "function" && condition.name === "begins_with")
    return {
      name: name(condition.operands[0]),
      operator: "begins_with",
      values: condition.operands.slice(1).map(value),
    };
  const operator = condition.kind === "function" ? condition.name : condition.kind.toUpperCase();
  throw validationError(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

function checkTypes({ name, values, operator }: KeyCondition, type: string): void {
  for (const value of values) {
    if (typeOf(value) !== type)
      throw validationError(
        "One or more parameter values were invalid: Condition parameter type does not match schema type",
      );
    if (operator !== "begins_with" && operator !== "<" && operator !== ">=" && valueSize(value) === 0)
      throw validationError(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type === "S" ? "string" : "binary"} value. Key: ${name}`,
      );
  }
}
