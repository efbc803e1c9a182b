import { type Binding, type Expressions, readExpressions } from "../expressions/binding.ts";
import { refuseOverlaps } from "../expressions/document-path.ts";
import { parseProjection } from "../expressions/parse-projection.ts";
import { project } from "../expressions/project.ts";
import type { Input } from "../read-input.ts";
import type { Item } from "../values/attribute-value.ts";

/** What a request's `ProjectionExpression`, its only expression, leaves of an item. */
export function readProjection(input: Input): (item: Item) => Item {
  const expressions = readExpressions(input, ["ProjectionExpression"]);
  const projection = expressProjection(expressions);
  return projection(expressions.finish());
}

/** The same for a request with more expressions: to be given their binding. */
export function expressProjection(expressions: Expressions): (binding: Binding) => (item: Item) => Item {
  const parsed = expressions.read("ProjectionExpression", parseProjection);
  return binding => {
    if (!parsed) return item => item;
    const paths = parsed.node.map(binding.path);
    refuseOverlaps("ProjectionExpression", paths);
    return item => project(item, paths);
  };
}
