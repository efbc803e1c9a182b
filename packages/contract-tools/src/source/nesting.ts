/**
 * The deepest nesting of files that are read. Code may then recurse into their values without exhausting the stack;
 * hand-written schemas nest a tenth of this.
 */
export const DEEPEST = 256;

/** The offset where a JSON text goes deeper than DEEPEST; undefined when it does not. */
export function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === "{" || char === "[") {
      if (++depth > DEEPEST) return at;
    } else if (char === "}" || char === "]") depth--;
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/** Whether a value goes deeper than DEEPEST. Each object is looked into once, however often it occurs. */
export function isTooDeep(value: unknown, depth = 0, seen = new Set<object>()): boolean {
  if (typeof value !== "object" || value === null || seen.has(value)) return false;
  if (depth >= DEEPEST) return true;
  seen.add(value);
  return Object.values(value).some(inner => isTooDeep(inner, depth + 1, seen));
}
