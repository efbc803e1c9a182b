import type { Comparator, Condition, ConditionFunction, Operand } from "../expressions/ast.ts";
import { deeper, type Reading, readList, readNamedValue, readPath, startsValue } from "./parse-value.ts";

/** Functions of conditions, in lower case, and how many operands they take. */
const ARITY: Readonly<Record<ConditionFunction, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
};
const COMPARATORS: Readonly<Record<string, Comparator>> = {
  "=": "=",
  "<>": "<>",
  "!=": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};
/** Types that `IS` names, as `attribute_type` names them. */
const TYPES: Readonly<Record<string, string>> = {
  NULL: "NULL",
  BOOLEAN: "BOOL",
  BLOB: "B",
  STRING: "S",
  NUMERIC: "N",
  STRUCT: "M",
  TUPLE: "M",
  LIST: "L",
};
const MOST_OPTIONS = 100;

/**
 * Takes a condition, as the expressions of other operations have it.
 * See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-operators.html and ql-functions.html
 */
export function readWhere(reading: Reading): Condition {
  const { tokens } = reading;
  let left = readBoth(reading);
  while (tokens.take("OR")) left = { kind: "or", left, right: rightOf(reading, readBoth) };
  return left;
}

function readBoth(reading: Reading): Condition {
  let left = readNegated(reading);
  while (reading.tokens.take("AND")) left = { kind: "and", left, right: rightOf(reading, readNegated) };
  return left;
}

function rightOf(reading: Reading, read: (reading: Reading) => Condition): Condition {
  if (reading.tokens.peek().kind === "end")
    throw reading.tokens.malformed("Missing right-hand side expression of infix operator");
  return read(reading);
}

function readNegated(reading: Reading): Condition {
  const { tokens } = reading;
  if (tokens.take("NOT")) return { kind: "not", inner: deeper(reading, () => readNegated(reading)) };
  if (!tokens.take("(")) return readComparison(reading);
  const inner = deeper(reading, () => readWhere(reading));
  tokens.expect(")");
  return inner;
}

function readComparison(reading: Reading): Condition {
  const { tokens } = reading;
  const name = tokens.peek().text.toLowerCase();
  if (tokens.is("(", 1) && Object.hasOwn(ARITY, name)) return readCall(reading, name as ConditionFunction);
  const left = readOperand(reading);
  if (tokens.take("IS")) return readTypeTest(reading, left);
  if (tokens.take("BETWEEN")) {
    const low = readOperand(reading);
    tokens.expect("AND");
    return { kind: "between", operand: left, low, high: readOperand(reading) };
  }
  if (tokens.take("IN")) return { kind: "in", operand: left, options: readOptions(reading) };
  const operator = tokens.peek();
  const comparator = operator.kind === "symbol" ? COMPARATORS[operator.text] : undefined;
  if (comparator === undefined) {
    if (["+", "-", "*", "/"].some(symbol => tokens.is(symbol)))
      throw tokens.invalid(`Unsupported operator in Condition Expression. Operator: ${operator.text}`, operator);
    throw tokens.malformed("Unexpected term");
  }
  tokens.next();
  return { kind: "compare", comparator, left, right: rightOperand(reading) };
}

function rightOperand(reading: Reading): Operand {
  if (reading.tokens.peek().kind === "end")
    throw reading.tokens.malformed("Missing right-hand side expression of infix operator");
  return readOperand(reading);
}

function readCall(reading: Reading, name: ConditionFunction): Condition {
  const { tokens } = reading;
  const at = tokens.next();
  const operands = readArguments(reading);
  if (operands.length !== ARITY[name])
    throw tokens.invalid(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
      at,
    );
  if (operands[0]?.kind === "value" && name !== "contains" && name !== "begins_with")
    throw tokens.invalid(`Operator or function requires a document path; operator or function: ${name}`, at);
  return { kind: "function", name, operands };
}

function readTypeTest(reading: Reading, operand: Operand): Condition {
  const { tokens, values } = reading;
  const negated = tokens.take("NOT");
  const token = tokens.peek();
  const name = token.kind === "word" ? token.text.toUpperCase() : "";
  const type = TYPES[name];
  if (name !== "MISSING" && type === undefined) throw tokens.malformed("Expected type name");
  if (operand.kind !== "path")
    throw tokens.invalid("The left hand side argument to IS must be a Variable Reference, Literal, or Path", token);
  tokens.next();
  if (type === undefined)
    return { kind: "function", name: negated ? "attribute_exists" : "attribute_not_exists", operands: [operand] };
  values.push({ kind: "constant", value: { S: type } });
  const wanted: Operand = { kind: "value", name: String(values.length - 1) };
  const test: Condition = { kind: "function", name: "attribute_type", operands: [operand, wanted] };
  return negated ? { kind: "not", inner: test } : test;
}

function readOptions(reading: Reading): Operand[] {
  const { tokens } = reading;
  const open = tokens.peek();
  const close = tokens.is("[") ? "]" : ")";
  if (!tokens.take("[")) tokens.expect("(");
  const options = readList(reading, () => readOperand(reading));
  tokens.expect(close);
  if (options.length > MOST_OPTIONS)
    throw tokens.invalid("Too many operands for operator or function; operator or function: IN", open);
  return options;
}

function readArguments(reading: Reading): Operand[] {
  const { tokens } = reading;
  tokens.expect("(");
  const operands = tokens.is(")") ? [] : readList(reading, () => readOperand(reading));
  tokens.expect(")");
  return operands;
}

function readOperand(reading: Reading): Operand {
  const { tokens } = reading;
  if (startsValue(reading)) return { kind: "value", name: readNamedValue(reading) };
  if (!tokens.is("(", 1)) return { kind: "path", path: readPath(reading) };
  const token = tokens.next();
  const name = token.text.toLowerCase();
  if (name !== "size") throw tokens.invalid(`Unrecognized function: ${name}`, token);
  const operands = deeper(reading, () => readArguments(reading));
  const [operand] = operands;
  if (!operand || operands.length > 1)
    throw tokens.invalid(
      `Incorrect number of operands for operator or function; operator or function: size, number of operands: ${operands.length}`,
      token,
    );
  return { kind: "size", operand };
}
