import type { Comparator, Condition, ConditionFunction, Operand, Parsed } from "./ast.ts";
import { cached } from "./cached.ts";
import { type ExpressionKind, readTokens, type Tokens } from "./tokens.ts";

const ARITY: Readonly<Record<ConditionFunction, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
};
const COMPARATORS: readonly string[] = ["=", "<>", "<", "<=", ">", ">="] satisfies Comparator[];

/** Parses a condition, filter or key condition. See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html */
export const parseCondition = cached((kind: ExpressionKind, source: string): Parsed<Condition> => {
  const tokens = readTokens(kind, source);
  const node = either(tokens);
  if (!tokens.atEnd()) throw tokens.unexpected();
  return { node, names: tokens.names, values: tokens.values };
});

function either(tokens: Tokens): Condition {
  let left = both(tokens);
  while (tokens.take("OR")) left = { kind: "or", left, right: both(tokens) };
  return left;
}

function both(tokens: Tokens): Condition {
  let left = negated(tokens);
  while (tokens.take("AND")) left = { kind: "and", left, right: negated(tokens) };
  return left;
}

function negated(tokens: Tokens): Condition {
  if (tokens.take("NOT")) return { kind: "not", inner: negated(tokens) };
  if (tokens.take("(")) {
    const inner = either(tokens);
    tokens.expect(")");
    return inner;
  }
  if (tokens.peek(1) === "(" && !tokens.isKeyword("SIZE")) return call(tokens);
  return comparison(tokens);
}

function call(tokens: Tokens): Condition {
  const name = tokens.next();
  if (!isFunction(name)) throw tokens.invalid(`Invalid function name; function: ${name}`);
  const operands = list(tokens);
  if (operands.length !== ARITY[name])
    throw tokens.invalid(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  if (name !== "contains" && operands[0]?.kind === "value" && name !== "begins_with")
    throw tokens.invalid(`Operator or function requires a document path; operator or function: ${name}`);
  return { kind: "function", name, operands };
}

function comparison(tokens: Tokens): Condition {
  const left = operand(tokens);
  if (tokens.take("BETWEEN")) {
    const low = operand(tokens);
    tokens.expect("AND");
    return { kind: "between", operand: left, low, high: operand(tokens) };
  }
  if (tokens.take("IN")) {
    const options = list(tokens);
    if (options.length > 100)
      throw tokens.invalid("Too many operands for operator or function; operator or function: IN");
    return { kind: "in", operand: left, options };
  }
  if (!COMPARATORS.includes(tokens.peek())) throw tokens.unexpected();
  const comparator = tokens.next() as Comparator;
  return { kind: "compare", comparator, left, right: operand(tokens) };
}

function list(tokens: Tokens): Operand[] {
  tokens.expect("(");
  const operands = [operand(tokens)];
  while (tokens.take(",")) operands.push(operand(tokens));
  tokens.expect(")");
  return operands;
}

function operand(tokens: Tokens): Operand {
  if (tokens.isValue()) return { kind: "value", name: tokens.value() };
  if (tokens.peek(1) !== "(") return { kind: "path", path: tokens.path() };
  const name = tokens.next();
  if (name !== "size") throw tokens.invalid(`Invalid function name; function: ${name}`);
  const operands = list(tokens);
  const [first] = operands;
  if (!first || operands.length > 1)
    throw tokens.invalid(
      `Incorrect number of operands for operator or function; operator or function: size, number of operands: ${operands.length}`,
    );
  return { kind: "size", operand: first };
}

function isFunction(name: string): name is ConditionFunction {
  return Object.hasOwn(ARITY, name);
}
