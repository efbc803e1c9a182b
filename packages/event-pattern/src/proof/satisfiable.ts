import { type CompiledPattern, compile } from "../match/compile.ts";
import { match } from "../match/match.ts";
import { demandsOf } from "./demands.ts";
import type { Demand } from "./proof.ts";
import { type Reason, reasoner } from "./reasons.ts";
import { type SearchOptions, search } from "./search.ts";
import { waysOf } from "./ways.ts";

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
  const accepts = (event: unknown) => match(pattern, event);
  let unknown: Extract<Satisfiability, { verdict: "unknown" }> | undefined;
  const { isPossible: isPossibleAlone, reasonsOf } = reasoner(schema, options);
  const many = pattern.alternatives.length > FEW;
  for (const { conditions } of pattern.alternatives) {
    // Facts about one alternative rule out many others.
    if (many && !conditions.every(isPossibleAlone)) continue;
    const isPossible = (demands: readonly Demand[]) => search(schema, demands, options, () => true).verdict !== "no";
    const { ways, cut } = waysOf(conditions, 0, isPossible);
    for (const demands of ways) {
      const found = search(schema, demands, options, accepts);
      if (found.verdict === "yes") return found;
      if (found.verdict === "unknown") unknown ??= found;
    }
    if (cut) unknown ??= { verdict: "unknown", keyword: "(the ways to meet the conditions)", base: "", pointer: "" };
  }
  if (unknown !== undefined) return witnessOfFew(pattern, schema, options) ?? unknown;
  const reasons: Reason[] = pattern.alternatives.flatMap(({ conditions }) => reasonsOf(conditions));
  const distinct = new Map(reasons.map(reason => [`${reason.pointer} ${reason.kind}`, reason]));
  return { verdict: "no", reasons: [...distinct.values()] };
}

/** Up to how many alternatives each is searched as it is. */
const FEW = 4;

/** How many operators of a list are tried by themselves. */
const TRIED = 4;

/** Where a list of operators is too much to decide at once, an event that one of them accepts. */
function witnessOfFew(pattern: CompiledPattern, schema: unknown, options: SearchOptions): Satisfiability | undefined {
  const isLong = pattern.alternatives.some(each => each.conditions.some(({ operators }) => operators.length > 1));
  for (const { conditions } of isLong ? pattern.alternatives.slice(0, TRIED) : []) {
    for (let turn = 0; turn < TRIED; turn++) {
      const few = conditions.map(each => ({
        ...each,
        operators: each.operators.slice(turn % each.operators.length).slice(0, 1),
      }));
      const [demands = []] = demandsOf(few, 0);
      const found = search(schema, demands, options, event => match(pattern, event));
      if (found.verdict === "yes") return found;
    }
  }
  return undefined;
}
