import type { Comparator, Condition, ConditionFunction, Operand, Parsed } from "./ast.ts";
import { cached } from "./cached.ts";
import { type ExpressionKind, readTokens, type Tokens } from "./tokens.ts";

/** The operands that each function takes. */
export const ARITY: Readonly<Record<ConditionFunction, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
};
const COMPARATORS: readonly string[] = ["=", "<>", "<", "<=", ">", ">="] satisfies Comparator[];
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MOST_OPERATORS = 300;
/** So many parentheses within each other are redundant, or have too many operators between them. */
const DEEPEST = 2 * MOST_OPERATORS;

/** Parses a condition, filter or key condition. See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html */
export const parseCondition = cached((kind: ExpressionKind, source: string): Parsed<Condition> => {
  const tokens = readTokens(kind, source);
  const node = either(tokens, 0);
  if (operatorsOf(node) > MOST_OPERATORS)
    tokens.note("operators", `The expression contains too many operators; operator count: ${MOST_OPERATORS + 1}`);
  tokens.done(["parentheses", "unknown function", "misused function", "reserved", "operators", "operands"]);
  return { node, names: tokens.names, values: tokens.values };
});

function either(tokens: Tokens, depth: number): Condition {
  let left = both(tokens, depth);
  while (tokens.take("OR")) left = { kind: "or", left, right: both(tokens, depth) };
  return left;
}

function both(tokens: Tokens, depth: number): Condition {
  let left = negated(tokens, depth);
  while (tokens.take("AND")) left = { kind: "and", left, right: negated(tokens, depth) };
  return left;
}

function negated(tokens: Tokens, depth: number): Condition {
  if (depth > DEEPEST) throw tokens.invalid(REDUNDANT);
  if (tokens.isKeyword("NOT")) {
    tokens.next();
    return { kind: "not", inner: negated(tokens, depth + 1) };
  }
  if (tokens.peek() === "(" && !comparesAfter(tokens, 0)) {
    noteRedundant(tokens);
    tokens.next();
    const inner = either(tokens, depth + 1);
    tokens.expect(")");
    return inner;
  }
  const isCall = tokens.peek() !== "(" && tokens.peek() !== "size" && tokens.peek(1) === "(";
  if (isCall && !comparesAfter(tokens, 1)) return call(tokens);
  return comparison(tokens);
}

const REDUNDANT = "The expression has redundant parentheses;";

function noteRedundant(tokens: Tokens): void {
  if (tokens.peek(1) === "(" && tokens.closing(1) + 1 === tokens.closing(0)) tokens.note("parentheses", REDUNDANT);
}

/** Whether what is in parentheses there is compared with something. */
function comparesAfter(tokens: Tokens, ahead: number): boolean {
  const end = tokens.closing(ahead);
  const after = end < 0 ? "" : tokens.peek(end + 1).toUpperCase();
  return COMPARATORS.includes(after) || after === "BETWEEN" || after === "IN";
}

function call(tokens: Tokens): Condition {
  const name = tokens.next();
  if (!isFunction(name)) tokens.note("unknown function", `Invalid function name; function: ${name}`);
  return { kind: "function", name: name as ConditionFunction, operands: list(tokens) };
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
  if (COMPARATORS.includes(tokens.peek())) {
    const comparator = tokens.next() as Comparator;
    return { kind: "compare", comparator, left, right: operand(tokens) };
  }
  if (left.kind !== "size") throw tokens.unexpected();
  noteMisused(tokens, "size");
  return { kind: "compare", comparator: "=", left, right: left };
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
  if (tokens.peek() === "(") {
    noteRedundant(tokens);
    tokens.next();
    const inner = operand(tokens);
    tokens.expect(")");
    return inner;
  }
  if (tokens.peek(1) !== "(") return { kind: "path", path: tokens.path() };
  const name = tokens.next();
  const operands = list(tokens);
  if (isFunction(name)) noteMisused(tokens, name);
  else if (name !== "size") tokens.note("unknown function", `Invalid function name; function: ${name}`);
  else if (operands.length > 1)
    tokens.note(
      "operands",
      `Incorrect number of operands for operator or function; operator or function: size, number of operands: ${operands.length}`,
    );
  return { kind: "size", operand: operands[0] as Operand };
}

function noteMisused(tokens: Tokens, name: string): void {
  tokens.note(
    "misused function",
    `The function is not allowed to be used this way in an expression; function: ${name}`,
  );
}

function isFunction(name: string): name is ConditionFunction {
  return Object.hasOwn(ARITY, name);
}

function operatorsOf(condition: Condition): number {
  if (condition.kind === "and" || condition.kind === "or")
    return 1 + operatorsOf(condition.left) + operatorsOf(condition.right);
  if (condition.kind === "not") return 1 + operatorsOf(condition.inner);
  return condition.kind === "function" ? 0 : 1;
}
