/** Characters of text that one counts for: fifty of them are as much as the client sends in one Bundle. */
const UNIT = 80_000;

/** For how many ordinary values this one counts, by its text: what waits or goes out together is then bounded in memory. */
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
