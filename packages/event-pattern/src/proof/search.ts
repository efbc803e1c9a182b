import type { Place } from "./facts.ts";
import { knownFormats } from "./formats.ts";
import type { Demand, Formats, Obstacle, Proof } from "./proof.ts";
import type { SchemaNode } from "./schema-node.ts";
import { isJsonObject, madeUp } from "./schema-node.ts";
import { solve } from "./solve.ts";

/** What a search needs besides a schema. */
export interface SearchOptions {
  /** Whether an event obeys the schema, by a validator of JSON Schema; an event found counts only when it says so. */
  readonly validate: (event: unknown) => boolean;
  /** The schemas that references lead to, by `$id`. */
  readonly schemas?: ReadonlyMap<string, unknown>;
  /** Formats besides the common ones: a pattern that all texts of the format match, and one that only such texts match. */
  readonly formats?: Formats;
}

/** What a search came to. */
export type Found =
  | { readonly verdict: "yes"; readonly witness: unknown }
  | { readonly verdict: "no"; readonly obstacles: readonly Obstacle[] }
  | ({ readonly verdict: "unknown" } & Place);

/** How many steps a search takes before it gives up. */
const BUDGET = 10_000;
/** How many events are tried that turn out not to be. */
const CANDIDATES = 50;

/** An event of the schema that meets the demands and passes `accepts`. */
export function search(
  schema: unknown,
  demands: readonly Demand[],
  options: SearchOptions,
  accepts: (event: unknown) => boolean,
): Found {
  const base = isJsonObject(schema) && typeof schema.$id === "string" ? schema.$id : "";
  const schemas = new Map([...(options.schemas ?? []), [base, schema]]);
  const root: SchemaNode = { schema, base, pointer: "" };
  let unknown: Found | undefined;
  for (const exact of [false, true]) {
    const proof: Proof = {
      schemas,
      exact,
      formats: { ...knownFormats, ...options.formats },
      ignored: [],
      cuts: [],
      obstacles: [],
      budget: BUDGET,
      solve,
    };
    let tried = 0;
    for (const event of solve(proof, [root, madeUp({ type: "object" }, root)], demands, 0)) {
      if (accepts(event) && options.validate(event)) return { verdict: "yes", witness: event };
      if (++tried >= CANDIDATES) break;
    }
    if (tried === 0 && proof.cuts.length === 0) return { verdict: "no", obstacles: proof.obstacles };
    const place = proof.cuts[0] ?? proof.ignored[0] ?? { keyword: "allOf", base, pointer: "" };
    unknown = { verdict: "unknown", ...place };
  }
  return unknown ?? { verdict: "no", obstacles: [] };
}
