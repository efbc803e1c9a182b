/** Characters per unit of weight: fifty units are the most that the client sends in one Bundle. */
const UNIT = 80_000;

/** The weight of a value, by its text, so that what waits or is sent together fits into memory. */
export function weightOf(value: unknown): number {
  let characters = 0;
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === "string") characters += next.length;
    else if (typeof next === "object" && next !== null) for (const field of Object.values(next)) open.push(field);
  }
  return Math.max(1, Math.ceil(characters / UNIT));
}
