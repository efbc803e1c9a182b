import {
  type Binding,
  type ExpressionInput,
  type Expressions,
  expectExpressions,
  readExpressions,
} from "../expressions/binding.ts";
import { refuseOverlaps } from "../expressions/document-path.ts";
import { parseProjection } from "../expressions/parse-projection.ts";
import { project } from "../expressions/project.ts";
import type { Item } from "../values/attribute-value.ts";

/** The attributes that a request wants to see. */
export interface Projection {
  /** Names of the attributes that it picks, or picks from; undefined for all there are. */
  readonly names: readonly string[] | undefined;
  readonly apply: (item: Item) => Item;
}

/** The `ProjectionExpression` of a request that has no other expression. */
export function readProjection(input: ExpressionInput): Projection {
  expectExpressions(input, ["ProjectionExpression"]);
  const expressions = readExpressions(input);
  const projection = expressProjection(expressions);
  return projection(expressions.finish());
}

/** The same for a request with more expressions: to be given their binding. */
export function expressProjection(expressions: Expressions): (binding: Binding) => Projection {
  const parsed = expressions.read("ProjectionExpression", parseProjection);
  return binding => {
    if (!parsed) return { names: undefined, apply: item => item };
    const paths = parsed.node.map(binding.path);
    refuseOverlaps("ProjectionExpression", paths);
    return { names: paths.map(([name]) => String(name)), apply: item => project(item, paths) };
  };
}
