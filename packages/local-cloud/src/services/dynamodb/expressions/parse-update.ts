import type { Parsed, SetValue, Update } from "./ast.ts";
import { cached } from "./cached.ts";
import { type ExpressionKind, readTokens, type Tokens } from "./tokens.ts";

type Section = keyof Update;
const SECTIONS: Readonly<Record<string, Section>> = { SET: "set", REMOVE: "remove", ADD: "add", DELETE: "delete" };

/** Parses an update. See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html */
export const parseUpdate = cached((kind: ExpressionKind, source: string): Parsed<Update> => {
  const tokens = readTokens(kind, source);
  const found: { [S in Section]?: Update[S] } = {};
  while (!tokens.atEnd()) {
    const word = tokens.peek().toUpperCase();
    const section = Object.hasOwn(SECTIONS, word) ? SECTIONS[word] : undefined;
    if (!section) throw tokens.unexpected();
    tokens.next();
    if (found[section]) throw tokens.invalid(`The "${word}" section can only be used once in an update expression;`);
    if (section === "set") found.set = actions(tokens, setAction);
    else if (section === "remove") found.remove = actions(tokens, () => ({ path: tokens.path() }));
    else found[section] = actions(tokens, () => ({ path: tokens.path(), value: tokens.value() }));
  }
  const node: Update = { set: [], remove: [], add: [], delete: [], ...found };
  return { node, names: tokens.names, values: tokens.values };
});

function actions<Action>(tokens: Tokens, action: (tokens: Tokens) => Action): Action[] {
  const all = [action(tokens)];
  while (tokens.take(",")) all.push(action(tokens));
  return all;
}

function setAction(tokens: Tokens): Update["set"][number] {
  const path = tokens.path();
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
  tokens.expect("(");
  if (name === "if_not_exists") {
    const path = tokens.path();
    tokens.expect(",");
    const otherwise = operand(tokens);
    tokens.expect(")");
    return { kind: "if_not_exists", path, otherwise };
  }
  if (name !== "list_append") throw tokens.invalid(`Invalid function name; function: ${name}`);
  const left = operand(tokens);
  tokens.expect(",");
  const right = operand(tokens);
  tokens.expect(")");
  return { kind: "list_append", left, right };
}
