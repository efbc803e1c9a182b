import { type CompiledPattern, compile } from "./compile.ts";
import { match } from "./match.ts";
import { demandsOf } from "./proof/demands.ts";
import { type Reason, reasonsOf } from "./proof/reasons.ts";
import { type SearchOptions, search } from "./proof/search.ts";

/** Whether any event of a contract matches a pattern. */
export type Satisfiability =
  | { readonly verdict: "yes"; readonly witness: unknown }
  | { readonly verdict: "no"; readonly reasons: readonly Reason[] }
  /** What could not be decided, and where in the schema. */
  | { readonly verdict: "unknown"; readonly keyword: string; readonly base: string; readonly pointer: string };

/**
 * Whether an event can match the pattern (compiled or not) and obey the schema: yes with an event, which the matcher and
 * `options.validate` both accept; no with the reason in each alternative of the pattern; or unknown, which is never a yes.
 * Names with dots are read as the schema declares them: an event that spells a path with dots instead is not considered.
 * Throws PatternError for a pattern that EventBridge refuses.
 */
export function satisfiable(pattern: unknown, schema: unknown, options: SearchOptions): Satisfiability {
  const compiled = compile(pattern);
  return decide(compiled, schema, options);
}

function decide(pattern: CompiledPattern, schema: unknown, options: SearchOptions): Satisfiability {
  let unknown: Extract<Satisfiability, { verdict: "unknown" }> | undefined;
  const reasons: Reason[] = [];
  for (const { conditions } of pattern.alternatives) {
    for (const demands of demandsOf(conditions, 0)) {
      const found = search(schema, demands, options, event => match(pattern, event));
      if (found.verdict === "yes") return found;
      if (found.verdict === "unknown") unknown ??= found;
    }
    if (unknown === undefined) reasons.push(...reasonsOf(conditions, schema, options));
  }
  const distinct = new Map(reasons.map(reason => [`${reason.pointer} ${reason.kind}`, reason]));
  return unknown ?? { verdict: "no", reasons: [...distinct.values()] };
}
