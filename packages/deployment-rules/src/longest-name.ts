import { limits } from "./limits.ts";

/** How many characters AWS allows for the name of a resource of a type, by the input that holds it. */
export function longestName(type: string, input: string): number {
  const constraint = limits[type]?.inputs[input];
  if (constraint?.kind !== "text") throw new TypeError(`There is no limit for ${input} of ${type}.`);
  return constraint.max;
}
