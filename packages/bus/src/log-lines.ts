/** The fields of each line of a JSON log that carries a message; what is no whole line of it is skipped. */
export function linesOf(lines: string, message: string): Readonly<Record<string, unknown>>[] {
  return lines.split("\n").flatMap(line => {
    // Most lines are of something else.
    if (!line.includes(message)) return [];
    try {
      const fields: unknown = JSON.parse(line);
      return isOf(fields, message) ? [fields] : [];
    } catch {
      return []; // Cut in two.
    }
  });
}

function isOf(fields: unknown, message: string): fields is Readonly<Record<string, unknown>> {
  return typeof fields === "object" && fields !== null && "message" in fields && fields.message === message;
}
