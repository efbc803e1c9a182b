import type { Comparator, Condition, Operand } from "../expressions/ast.ts";
import type { Binding } from "../expressions/binding.ts";
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

/** The keys that a key condition selects, once the schema is known. */
export type KeySelection = (schema: KeySchema) => KeyRange;

interface KeyCondition {
  readonly name: string;
  readonly operator: Comparator | "between" | "begins_with";
  readonly values: readonly AttributeValue[];
}

/**
 * Reads a `KeyConditionExpression`, as far as it can be without the table.
 * See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 */
export function readKeyCondition(condition: Condition, binding: Binding): KeySelection {
  const conditions = conjuncts(condition).map(each => readOne(each, binding));
  const names = conditions.map(each => each.name);
  if (new Set(names).size < names.length)
    throw validationError("KeyConditionExpressions must only contain one condition per key");
  for (const { operator, values } of conditions) checkOperator(operator, values);
  if (conditions.length > 2) throw validationError("Conditions can be of length 1 or 2 only");
  return schema => selectKeys(schema, conditions);
}

function selectKeys(schema: KeySchema, conditions: readonly KeyCondition[]): KeyRange {
  if (!schema.range && conditions.length > 1) throw validationError("Query key condition not supported");
  const hash = conditions.find(each => each.name === schema.hash.name);
  if (!hash) throw missing(schema.hash.name);
  checkTypes(hash, schema.hash.type);
  if (hash.operator !== "=") throw validationError("Query key condition not supported");
  const partition = encodeKeyValue(hash.values[0] as AttributeValue);
  const range = conditions.find(each => each !== hash);
  if (!range || !schema.range) return beginningWith(partition);
  if (range.name !== schema.range.name) throw missing(schema.range.name);
  checkTypes(range, schema.range.type);
  return sortRange(partition, range);
}

function sortRange(partition: Buffer, { operator, values }: KeyCondition): KeyRange {
  const [first, second] = values as [AttributeValue, AttributeValue];
  const whole = beginningWith(partition);
  if (operator === "begins_with") return beginningWith(Buffer.concat([partition, encodeKeyPrefix(first)]));
  const at = beginningWith(Buffer.concat([partition, encodeKeyValue(first)]));
  switch (operator) {
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
      return at;
  }
}

function beginningWith(prefix: Buffer): KeyRange {
  return { low: prefix, high: afterPrefix(prefix) ?? GREATEST };
}

/** The same comparison with its sides exchanged: `:p < pk` is `pk > :p`. */
const EXCHANGED: Readonly<Record<Comparator, Comparator>> = {
  "=": "=",
  "<>": "<>",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

function readOne(condition: Condition, binding: Binding): KeyCondition {
  if (condition.kind === "compare" && condition.comparator !== "<>") {
    const { comparator, left, right } = condition;
    const { name, at, values } = readOperands([left, right], binding);
    return { name, operator: at === 0 ? comparator : EXCHANGED[comparator], values };
  }
  const [operator, operands] =
    condition.kind === "between"
      ? (["between", [condition.operand, condition.low, condition.high]] as const)
      : condition.kind === "function" && condition.name === "begins_with"
        ? (["begins_with", condition.operands] as const)
        : [undefined, []];
  if (operator === undefined)
    throw validationError(`Invalid operator used in KeyConditionExpression: ${nameOf(condition)}`);
  if (operands[0]?.kind === "value")
    throw validationError(
      `Invalid condition in KeyConditionExpression: ${operator === "between" ? "BETWEEN" : operator} operator must have the key attribute as its first operand`,
    );
  return { operator, ...readOperands(operands, binding) };
}

/** The names that messages give operators, and the types of values that they take. */
const OPERATORS: Readonly<Record<KeyCondition["operator"], readonly [name: string, types: readonly string[]]>> = {
  "=": ["EQ", ["S", "N", "B", "SS", "NS", "BS"]],
  "<>": ["NE", ["S", "N", "B", "SS", "NS", "BS"]],
  "<": ["LT", ["S", "N", "B"]],
  "<=": ["LE", ["S", "N", "B"]],
  ">": ["GT", ["S", "N", "B"]],
  ">=": ["GE", ["S", "N", "B"]],
  between: ["BETWEEN", ["S", "N", "B"]],
  begins_with: ["BEGINS_WITH", ["S", "B"]],
};

function checkOperator(operator: KeyCondition["operator"], values: readonly AttributeValue[]): void {
  const [name, types] = OPERATORS[operator];
  const stranger = values.map(typeOf).find(type => !types.includes(type));
  if (stranger)
    throw validationError(
      `One or more parameter values were invalid: ComparisonOperator ${name} is not valid for ${stranger} AttributeValue type`,
    );
}

function nameOf(condition: Condition): string {
  if (condition.kind === "function") return condition.name;
  return condition.kind === "compare" ? condition.comparator : condition.kind.toUpperCase();
}

/** The one attribute among operands, its place, and the values beside it. */
function readOperands(operands: readonly Operand[], binding: Binding) {
  const values: AttributeValue[] = [];
  let found: { readonly name: string; readonly at: number } | undefined;
  for (const [at, operand] of operands.entries()) {
    if (operand.kind === "size") throw validationError("KeyConditionExpressions cannot contain nested operations");
    if (operand.kind === "value") {
      values.push(binding.value(operand.name));
      continue;
    }
    if (found)
      throw validationError(
        "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
      );
    const path = binding.path(operand.path);
    if (path.length > 1) throw validationError("KeyConditionExpressions cannot have conditions on nested attributes");
    found = { name: String(path[0]), at };
  }
  if (!found) throw validationError("Invalid condition in KeyConditionExpression: No key attribute specified");
  return { ...found, values };
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

function missing(name: string) {
  return validationError(`Query condition missed key schema element: ${name}`);
}
