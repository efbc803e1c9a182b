import type { Parsed, RawPath, SetValue, Update } from "./ast.ts";
import { cached } from "./cached.ts";
import { type ExpressionKind, readTokens, type Tokens } from "./tokens.ts";

type Section = keyof Update;
const SECTIONS: Readonly<Record<string, Section>> = { SET: "set", REMOVE: "remove", ADD: "add", DELETE: "delete" };

/** Parses an update. See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html */
export const parseUpdate = cached((kind: ExpressionKind, source: string): Parsed<Update> => {
  const tokens = readTokens(kind, source);
  const found: { [S in Section]?: Update[S] } = {};
  const targets: RawPath[] = [];
  const target = (): RawPath => {
    const path = tokens.path();
    targets.push(path);
    return path;
  };
  while (!tokens.atEnd()) {
    const word = tokens.peek().toUpperCase();
    const section = Object.hasOwn(SECTIONS, word) ? SECTIONS[word] : undefined;
    if (!section) throw tokens.unexpected();
    tokens.next();
    if (found[section]) tokens.note("section", `The "${word}" section can only be used once in an update expression;`);
    if (section === "set") found.set = actions(tokens, () => setAction(tokens, target()));
    else if (section === "remove") found.remove = actions(tokens, () => ({ path: target() }));
    else found[section] = actions(tokens, () => ({ path: target(), value: tokens.value() }));
  }
  tokens.done(["reserved", "unknown function", "section", "operands"]);
  const node: Update = { set: [], remove: [], add: [], delete: [], ...found };
  return { node, names: tokens.names, values: tokens.values, targets };
});

function actions<Action>(tokens: Tokens, action: () => Action): Action[] {
  const all = [action()];
  while (tokens.take(",")) all.push(action());
  return all;
}

function setAction(tokens: Tokens, path: RawPath): Update["set"][number] {
  tokens.expect("=");
  return { path, value: sum(tokens) };
}

function sum(tokens: Tokens): SetValue {
  const left = operand(tokens);
  if (tokens.take("+")) return { kind: "plus", left, right: operand(tokens) };
  if (tokens.take("-")) return { kind: "minus", left, right: operand(tokens) };
  return left;
}

function operand(tokens: Tokens): SetValue {
  if (tokens.isValue()) return { kind: "value", name: tokens.value() };
  if (tokens.take("(")) {
    const inner = sum(tokens);
    tokens.expect(")");
    return inner;
  }
  if (tokens.peek(1) !== "(") return { kind: "path", path: tokens.path() };
  const name = tokens.next();
  const operands = list(tokens);
  const [first, second] = operands as [SetValue, SetValue];
  const isKnown = name === "if_not_exists" || name === "list_append";
  if (!isKnown) tokens.note("unknown function", `Invalid function name; function: ${name}`);
  else if (operands.length !== 2)
    tokens.note(
      "operands",
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  if (name === "list_append") return { kind: "list_append", left: first, right: second };
  if (first.kind === "path") return { kind: "if_not_exists", path: first.path, otherwise: second };
  tokens.note("operands", `Operator or function requires a document path; operator or function: ${name}`);
  return first;
}

function list(tokens: Tokens): SetValue[] {
  tokens.expect("(");
  const operands = [operand(tokens)];
  while (tokens.take(",")) operands.push(operand(tokens));
  tokens.expect(")");
  return operands;
}
