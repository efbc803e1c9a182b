import { type Atom, atomsOf, type KeyChoice, type Literal } from "../formula.ts";
import type { Solver } from "./goal-solver.ts";
import { objectKeys } from "./object-keys.ts";
import { empty, firstFound, found, type Json, type Outcome, undecided } from "./outcome.ts";

const mostProperties = 600;

/** A key to be there, with what its value has to satisfy beyond what the schemas say of every value of that key. */
interface Chosen {
  readonly extra: readonly Literal[];
}
type Plan = ReadonlyMap<string, Chosen>;

/** What some key has to be there for. */
interface Demand {
  readonly key: KeyChoice;
  readonly keyLiteral?: Literal;
  readonly value?: Literal;
}

/**
 * An object that satisfies the atoms: keys that are named somewhere are told apart; of all others only which patterns
 * match them counts, and a key is made up for each such class as it is needed.
 */
export function solveObject(atoms: readonly Atom[], solver: Solver): Outcome {
  const sizes = atomsOf(atoms, "size");
  const min = Math.ceil(sizes.reduce((most, each) => Math.max(most, each.min), 0));
  const max = Math.floor(sizes.reduce((least, each) => Math.min(least, each.max), Number.POSITIVE_INFINITY));
  const required = new Set(atomsOf(atoms, "required").map(({ name }) => name));
  const absent = new Set(atomsOf(atoms, "absent").map(({ name }) => name));
  if (min > max || required.size > max || [...required].some(name => absent.has(name))) return empty;
  if (min > mostProperties) return undecided("minProperties");
  const keys = objectKeys(atoms, required, absent, solver);
  const demands: Demand[] = [
    ...atomsOf(atoms, "someProperty").map(({ key, literal }) => ({ key, value: literal })),
    ...atomsOf(atoms, "someKey").map(({ literal }) => ({ key: { kind: "any" } as const, keyLiteral: literal })),
  ];
  for (const name of required) {
    const allowed = keys.isAllowed(name);
    if (allowed.kind !== "found") return allowed;
  }

  const place = (plan: Plan, [demand, ...others]: readonly Demand[]): Outcome => {
    if (demand === undefined) return complete(plan);
    const candidates = keys.candidates(demand.key, demand.keyLiteral, new Set(plan.keys()));
    const outcome = firstFound(candidates.names, name => {
      const extra = [...(plan.get(name)?.extra ?? []), ...(demand.value === undefined ? [] : [demand.value])];
      if (!plan.has(name) && plan.size >= max) return empty;
      const value = solver.solve([...keys.valueLiterals(name), ...extra]);
      return value.kind === "found" ? place(new Map([...plan, [name, { extra }]]), others) : value;
    });
    return outcome.kind === "empty" && candidates.open !== undefined ? candidates.open : outcome;
  };

  const complete = (plan: Plan): Outcome => {
    const value: Record<string, Json> = {};
    for (const [name, { extra }] of plan) {
      const inner = solver.solve([...keys.valueLiterals(name), ...extra]);
      if (inner.kind !== "found") return inner;
      define(value, name, inner.value);
    }
    return fill(value);
  };

  /** Adds what the least number of properties asks for. */
  const fill = (value: Record<string, Json>): Outcome => {
    let open: Outcome | undefined;
    const taken = new Set(Object.keys(value));
    const add = (name: string) => {
      if (taken.has(name) || taken.size >= min) return;
      const inner = solver.solve(keys.valueLiterals(name));
      if (inner.kind === "undecided") open ??= inner;
      if (inner.kind !== "found") return;
      taken.add(name);
      define(value, name, inner.value);
    };
    for (let round = 0; taken.size < min && round <= mostProperties; round++) {
      const before = taken.size;
      const { names, open: doubt } = keys.candidates({ kind: "any" }, undefined, taken);
      if (doubt !== undefined) open ??= doubt;
      for (const name of names) add(name);
      if (taken.size === before) break;
    }
    return taken.size >= min ? found(value) : (open ?? empty);
  };

  const outcome = place(new Map([...required].map(name => [name, { extra: [] }])), demands);
  // Two demands might share one made-up key where the number of properties is limited.
  const mightShare = demands.length > 1 && required.size + demands.length > max;
  return outcome.kind === "empty" && mightShare ? undecided("maxProperties") : outcome;
}

/** Plain assignment would call the setter of `__proto__`. */
function define(value: Record<string, Json>, name: string, inner: Json): void {
  Object.defineProperty(value, name, { value: inner, enumerable: true, writable: true, configurable: true });
}
