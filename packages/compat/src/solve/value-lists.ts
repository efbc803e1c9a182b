import type { Atom } from "../formula.ts";

/** Whether a value is in all lists that it has to be in, and in none of the others: there may be a hundred thousand in each. */
export function valueLists(atoms: readonly Atom[]): (value: unknown) => boolean {
  const lists = atoms.flatMap(each =>
    each.kind === "among" || each.kind === "excluded"
      ? [{ values: new Set<unknown>(each.values), isIn: each.kind === "among" }]
      : [],
  );
  return value => lists.every(({ values, isIn }) => values.has(value) === isIn);
}
