import { errorName } from "@tributary/contract/error-name";

/**
 * A defect as it may be written to a log: kind, code and where, of the error and its causes. Not its message, which
 * the engine may have made of the data at hand (`Cannot use 'in' operator to search for 'S' in Chalmers`).
 */
export function describeDefect(error: unknown): string {
  const lines: string[] = [];
  const seen = new Set<unknown>();
  for (let next = error; next !== undefined && !seen.has(next); next = next instanceof Error ? next.cause : undefined) {
    seen.add(next);
    lines.push(`${seen.size > 1 ? "caused by " : "A defect of the local cloud: "}${errorName(next)}`, ...frames(next));
  }
  return lines.join("\n");
}

/** The frames stand behind the message, which may have several lines, some of them like a frame. */
function frames(error: unknown): string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  const end = error.stack.indexOf(error.message) + error.message.length;
  const behind = error.stack.includes(error.message) ? error.stack.slice(end) : "";
  return behind.split("\n").filter(line => /^ {4}at /.test(line));
}
