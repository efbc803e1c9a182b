/** A JSON file as formatters leave it: lists of plain values on one line. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replace(/\[\n\s+([^[\]{}]*?)\n\s+\]/g, (list, inner: string) => {
    const line = `[${inner.replace(/,\n\s+/g, ", ")}]`;
    return line.length <= 80 ? line : list;
  });
  return `${text}\n`;
}
