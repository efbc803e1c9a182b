import { expand } from "./expand.ts";
import { type Demand, note, type Proof } from "./proof.ts";
import type { SchemaNode } from "./schema-node.ts";
import { solveArray } from "./solve-array.ts";
import { solveLeaf } from "./solve-leaf.ts";
import { solveObject } from "./solve-object.ts";

/** How deep a value may nest. */
const DEPTH_LIMIT = 60;

/**
 * Values that the schemas allow and that meet the demands. All that was not looked at is in `proof.ignored`, so a value may
 * turn out to be none of the schemas'; that there is no value at all is certain unless `proof.cuts` says where one may be missed.
 */
export function* solve(
  proof: Proof,
  schemas: readonly SchemaNode[],
  demands: readonly Demand[],
  depth: number,
): Generator<unknown> {
  if (--proof.budget < 0 || depth > DEPTH_LIMIT) {
    note(proof.cuts, { keyword: "$ref", base: schemas[0]?.base ?? "", pointer: schemas[0]?.pointer ?? "" });
    return;
  }
  const isLonger = demands.some(({ kind, steps }) => kind === "some" && steps.length > 0);
  const order = isLonger ? [solveObject, solveArray, solveLeaf] : [solveLeaf, solveObject, solveArray];
  for (const facts of expand(proof, schemas)) {
    for (const each of order) yield* each(proof, facts, demands, depth);
  }
}
