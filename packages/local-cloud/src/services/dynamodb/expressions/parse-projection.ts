import type { Parsed, RawPath } from "./ast.ts";
import { cached } from "./cached.ts";
import { type ExpressionKind, readTokens } from "./tokens.ts";

/** Parses a list of document paths. See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html */
export const parseProjection = cached((kind: ExpressionKind, source: string): Parsed<readonly RawPath[]> => {
  const tokens = readTokens(kind, source);
  const node = [tokens.path()];
  while (tokens.take(",")) node.push(tokens.path());
  tokens.done(["reserved"]);
  return { node, names: tokens.names, values: tokens.values };
});
