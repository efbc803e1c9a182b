import { type ExpressionInput, type Expressions, type Path, readExpressions } from "../expressions/binding.ts";
import { refuseOverlaps } from "../expressions/document-path.ts";
import { parseProjection } from "../expressions/parse-projection.ts";
import { project } from "../expressions/project.ts";
import type { Item } from "../values/attribute-value.ts";

/** The attributes that a request wants to see. */
export interface Projection {
  /** What it picks, or picks from; undefined for all there is. */
  readonly paths: readonly Path[] | undefined;
  readonly apply: (item: Item) => Item;
}

/** The `ProjectionExpression` of a request that has no other expression. */
export function readProjection(input: ExpressionInput): Projection {
  const expressions = readExpressions(input);
  const projection = expressProjection(expressions);
  expressions.finish();
  return projection;
}

/** The same for a request with more expressions. */
export function expressProjection(expressions: Expressions): Projection {
  const parsed = expressions.read("ProjectionExpression", parseProjection);
  if (!parsed) return { paths: undefined, apply: item => item };
  const paths = parsed.node.map(expressions.binding.path);
  refuseOverlaps("ProjectionExpression", paths);
  return { paths, apply: item => project(item, paths) };
}
