import { readFileSync, statSync } from "node:fs";
import { type Document, isNode, isPair, isScalar, LineCounter, parseDocument } from "yaml";
import type { Diagnostic } from "./diagnostic.ts";
import { fromPointer } from "./json-pointer.ts";

/** A YAML or JSON file, parsed, that knows where in its text each value stands. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly value: unknown;
  /** Why it could not be read as what its name says; then `value` is undefined. */
  readonly problems: readonly Diagnostic[];
  /** The position of what a JSON Pointer points at, or of its nearest existing parent. */
  at(pointer: string): { readonly line: number; readonly column: number };
}

/** Reads a file; an unreadable one throws what the file system says, an unparsable one has problems. */
export function readSourceFile(path: string): SourceFile {
  if (statSync(path).size <= mostBytes) return parseSourceFile(path, readFileSync(path, "utf8"));
  const place = { line: 1, column: 1 };
  const message = `is larger than ${mostBytes / 1024 / 1024} MiB`;
  const problem = { rule: "file-too-large", severity: "error", file: path, ...place, message } as const;
  return { path, text: "", value: undefined, problems: [problem], at: () => place };
}

const mostBytes = 4 * 1024 * 1024;

/** As `readSourceFile`, of a text in hand. */
export function parseSourceFile(path: string, text: string): SourceFile {
  const lines = new LineCounter();
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problem = (rule: string, message: string, offset: number, fix?: string): Diagnostic => ({
    rule,
    severity: "error",
    file: path,
    ...position(offset),
    message,
    ...(fix === undefined ? {} : { fix }),
  });
  const nul = text.indexOf("\0");
  if (nul >= 0) {
    const before = text.slice(0, nul).split("\n");
    const place = { line: before.length, column: before.at(-1)!.length + 1 };
    const problems = [{ ...problem("unreadable-file", "contains a NUL byte", 0, "save it as UTF-8 text"), ...place }];
    return { path, text, value: undefined, problems, at: () => ({ line: 1, column: 1 }) };
  }
  const json = path.endsWith(".json");
  const sound = json ? soundJson(text) : undefined;
  if (sound !== undefined) {
    // Places are asked for only where something is wrong, and cost more than the values.
    let document: Document | undefined;
    const place = (pointer: string) => {
      document ??= parsed(text, lines);
      return position(document === undefined ? 0 : offsetOf(document, pointer));
    };
    return { path, text, value: sound.value, problems: [], at: place };
  }
  const document = parsed(text, lines);
  if (document === undefined) {
    const problems = [problem("unreadable-file", "is nested too deeply", 0)];
    return { path, text, value: undefined, problems, at: () => ({ line: 1, column: 1 }) };
  }
  const problems = document.errors.map(error =>
    problem("unreadable-file", firstLine(error.message), error.pos[0], fixes[error.code]),
  );
  let value: unknown;
  if (problems.length === 0) {
    try {
      value = json ? JSON.parse(text.replace(/^\uFEFF/, "")) : document.toJS({ maxAliasCount: 1_000 });
    } catch (cause) {
      const message = firstLine(cause instanceof Error ? cause.message : String(cause));
      const offset = Number(/position (\d+)/.exec(message)?.[1] ?? 0);
      problems.push(problem("unreadable-file", json ? "is not JSON (but is YAML)" : message, offset));
    }
  }
  return { path, text, value, problems, at: pointer => position(offsetOf(document, pointer)) };
}

/** The value of a JSON text in which no key is given twice to one object. */
function soundJson(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    const written = text.match(/"(?:[^"\\]|\\.)*"(?=\s*:)/g)?.length ?? 0;
    return written === members(value) ? { value } : undefined;
  } catch {
    return undefined; // Read again as YAML, which says where it is wrong.
  }
}

/** How many members the objects in a value have in all. */
function members(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const inner: readonly unknown[] = Object.values(value);
  return inner.reduce<number>((sum, each) => sum + members(each), Array.isArray(value) ? 0 : inner.length);
}

/** Undefined where the text is nested deeper than the parser's own recursion can go. */
function parsed(text: string, lineCounter: LineCounter): Document | undefined {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true, version: "1.2" });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const fixes: Partial<Record<string, string>> = {
  TAB_AS_INDENT: "indent with spaces",
  DUPLICATE_KEY: "remove or rename one of the two keys",
};

const firstLine = (message: string) => message.split("\n")[0]!;

/** For a member of a mapping the place is its key, which is what a reader looks for. */
function offsetOf(document: Document, pointer: string): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const segment of fromPointer(pointer)) {
    const items: readonly unknown[] = hasItems(node) ? node.items : [];
    const pair = items.find(item => isPair(item) && String(isScalar(item.key) ? item.key.value : item.key) === segment);
    if (isPair(pair)) {
      node = pair.value;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      continue;
    }
    node = isPair(items[0]) ? undefined : items[Number(segment)];
    if (!isNode(node)) return offset;
    offset = node.range?.[0] ?? offset;
  }
  return offset;
}

const hasItems = (node: unknown): node is { readonly items: readonly unknown[] } =>
  typeof node === "object" && node !== null && "items" in node && Array.isArray(node.items);
