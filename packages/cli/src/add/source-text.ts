/** A JSON file as formatters leave it: lists of plain values on one line. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replace(/\[\n\s+([^[\]{}]*?)\n\s+\]/g, (list, inner: string) => {
    const line = `[${inner.replace(/,\n\s+/g, ", ")}]`;
    return line.length <= 80 ? line : list;
  });
  return `${text}\n`;
}

/** What a module imports, as its import says, by where from: `{ "node:fs": "{ readFileSync }" }`. */
export type Imports = Readonly<Record<string, string>>;

/** The text of a module: its imports in the order that formatters give them (packages, aliases, relative), and the rest. */
export function moduleText(imports: Imports, rest: string): string {
  const paths = Object.keys(imports).sort((a, b) => compare(rank(a), rank(b)) || compare(a, b));
  return `${paths.map(path => `import ${imports[path]} from "${path}";\n`).join("")}\n${rest}`;
}

function rank(path: string): number {
  if (path.startsWith("node:")) return 0;
  if (path.startsWith("#")) return 2;
  if (path.startsWith("../")) return 3;
  return path.startsWith("./") ? 4 : 1;
}

const compare = <T>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
