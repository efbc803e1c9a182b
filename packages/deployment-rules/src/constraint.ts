/** What AWS takes as the value of an input. */
export type Constraint =
  | { readonly kind: "text"; readonly min: number; readonly max: number; readonly pattern?: RegExp }
  | { readonly kind: "number"; readonly min: number; readonly max: number; readonly besides?: readonly number[] }
  | { readonly kind: "words"; readonly words: readonly (string | number)[] }
  | { readonly kind: "list"; readonly max: number };

/** A text of so many characters. */
export const text = (min: number, max: number, pattern?: RegExp): Constraint => ({
  ...{ kind: "text", min, max },
  ...(pattern && { pattern }),
});
/** A whole number within limits, or one of those besides. */
export const whole = (min: number, max: number, ...besides: number[]): Constraint => ({
  ...{ kind: "number", min, max, besides },
});
/** One of these. */
export const oneOf = (...words: (string | number)[]): Constraint => ({ kind: "words", words });
/** A list, or an object, with so many members at most. */
export const atMost = (max: number): Constraint => ({ kind: "list", max });

/** What is wrong with a value; undefined where nothing is. Values of other kinds are left to the provider's own schema. */
export function problemOf(constraint: Constraint, value: unknown): string | undefined {
  if (constraint.kind === "words")
    return constraint.words.some(word => word === value)
      ? undefined
      : `is ${JSON.stringify(value)}, but AWS takes ${constraint.words.join(", ")}`;
  if (constraint.kind === "list") {
    const size = typeof value === "object" && value !== null ? Object.keys(value).length : 0;
    return size <= constraint.max ? undefined : `has ${size} members, but AWS allows ${constraint.max}`;
  }
  if (constraint.kind === "number") {
    const { min, max, besides = [] } = constraint;
    const number = Number(value);
    if (besides.includes(number) || (Number.isInteger(number) && number >= min && number <= max)) return undefined;
    const extra = besides.length > 0 ? `, or ${besides.join(" or ")}` : "";
    return `is ${JSON.stringify(value)}, but AWS takes whole numbers from ${min} to ${max}${extra}`;
  }
  if (typeof value !== "string") return undefined;
  const { min, max, pattern } = constraint;
  const { length } = [...value];
  if (length > max) return `has ${length} characters, but AWS allows ${max}`;
  if (length < min) return `has ${length} characters, but AWS asks for ${min}`;
  return pattern === undefined || pattern.test(value)
    ? undefined
    : `is ${JSON.stringify(value)}, but has to match ${pattern.source}`;
}
