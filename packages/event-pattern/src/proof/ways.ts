import type { Condition } from "../parse/alternatives.ts";
import { demandsOf } from "./demands.ts";
import type { Demand } from "./proof.ts";

/** How many ways for conditions to hold together are tried. */
const MOST = 64;

/** The ways in which conditions can hold together; `cut` where there are more than are listed. */
export interface Ways {
  readonly ways: readonly (readonly Demand[])[];
  readonly cut: boolean;
}

/**
 * The ways in which conditions can hold together. Each that accepts a value or its absence doubles them, so that where they are
 * many, those are left out that `isPossible` denies of a condition by itself.
 */
export function waysOf(
  conditions: readonly Condition[],
  group: number,
  isPossible: (demands: readonly Demand[]) => boolean,
): Ways {
  const each = conditions.map(condition => [...demandsOf([condition], group)]);
  const count = (options: readonly unknown[][]) => options.reduce((all, { length }) => all * length, 1);
  const left =
    count(each) <= MOST ? each : each.map(options => (options.length > 1 ? options.filter(isPossible) : options));
  const ways: Demand[][] = [];
  for (const way of combinations(left)) {
    if (ways.length === MOST) return { ways, cut: true };
    ways.push(way);
  }
  return { ways, cut: false };
}

function* combinations(options: readonly (readonly (readonly Demand[])[])[], at = 0): Generator<Demand[]> {
  const own = options[at];
  if (own === undefined) yield [];
  else for (const one of own) for (const rest of combinations(options, at + 1)) yield [...one, ...rest];
}
