import { readFileSync, statSync } from "node:fs";
import { type Document, isNode, isPair, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { ofRule } from "../check/rule-catalogue.ts";
import { decodeText } from "./decode-text.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { jsonFault } from "./json-fault.ts";
import { fromPointer } from "./json-pointer.ts";
import { isTooDeep, tooDeepAt } from "./nesting.ts";
import { placeAt } from "./text-place.ts";

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

/** Reads a file; one that is missing or forbidden throws what the file system says, one that is no such text has problems. */
export function readSourceFile(path: string): SourceFile {
  const found = statSync(path);
  if (found.isDirectory()) return unread(path, { rule: "unreadable-file", message: "is a folder, not a file" });
  if (!found.isFile()) return unread(path, { rule: "unreadable-file", message: "is not a regular file" });
  if (found.size > mostBytes) {
    return unread(path, { rule: "file-too-large", message: `is larger than ${mostBytes / 1024 / 1024} MiB` });
  }
  const text = decodeText(readFileSync(path));
  if (typeof text === "string") return parseSourceFile(path, text);
  return unread(path, { rule: "unreadable-file", message: "is not UTF-8", fix: "save it as UTF-8 text" }, text);
}

/** A file with nothing in it but a problem. */
function unread(
  path: string,
  problem: Pick<Diagnostic, "rule" | "message" | "fix">,
  place = { line: 1, column: 1 },
  text = "",
): SourceFile {
  const problems = [{ ...problem, ...ofRule(problem.rule), file: path, ...place }];
  return { path, text, value: undefined, problems, at: () => ({ line: 1, column: 1 }) };
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
    ...ofRule(rule),
    file: path,
    ...position(offset),
    message,
    ...(fix === undefined ? {} : { fix }),
  });
  const json = path.endsWith(".json");
  const nul = text.indexOf("\0");
  const wrong = { rule: "unreadable-file" } as const;
  if (nul >= 0) {
    const what = { ...wrong, message: "contains a NUL byte", fix: "save it as UTF-8 text" };
    return unread(path, what, placeAt(text, nul), text);
  }
  const deep = json ? tooDeepAt(text) : undefined;
  if (deep !== undefined) return unread(path, { ...wrong, message: TOO_DEEP }, placeAt(text, deep), text);
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
  const fault = json ? jsonFault(text) : undefined;
  if (fault !== undefined) return unread(path, { ...wrong, message: fault.message }, placeAt(text, fault.offset), text);
  const document = parsed(text, lines);
  if (document === undefined) return unread(path, { ...wrong, message: TOO_DEEP }, undefined, text);
  const problems = document.errors.map(error =>
    problem("unreadable-file", saidOf(error.message), error.pos[0], fixes[error.code]),
  );
  const circular = problems.length === 0 && !json ? aliasWithinItsAnchor(document) : undefined;
  if (circular !== undefined) problems.push(problem("unreadable-file", "this alias contains itself", circular));
  let value: unknown;
  if (problems.length === 0) {
    try {
      value = json ? JSON.parse(text.replace(/^\uFEFF/, "")) : document.toJS({ maxAliasCount: 1_000 });
      if (isTooDeep(value)) return unread(path, { ...wrong, message: TOO_DEEP }, undefined, text);
    } catch (cause) {
      const message = saidOf(cause instanceof Error ? cause.message : String(cause));
      const offset = Number(/position (\d+)/.exec(message)?.[1] ?? 0);
      problems.push(problem("unreadable-file", message, offset));
    }
  }
  return { path, text, value, problems, at: pointer => position(offsetOf(document, pointer)) };
}

/** The offset of an alias inside what it stands for: a value without end. */
function aliasWithinItsAnchor(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Alias(_key, alias, ancestors) {
      const target = alias.resolve(document);
      if (target === undefined || !ancestors.includes(target)) return undefined;
      found = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

/** The value of a JSON text in which no key is given twice to one object. */
function soundJson(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    const written = text.match(/"(?:[^"\\]|\\.)*"(?=\s*:)/g)?.length ?? 0;
    return written === members(value) ? { value } : undefined;
  } catch {
    return undefined; // Read again by who says where it is wrong.
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

const TOO_DEEP = "is nested too deeply";

/** The first line; of a parser that went too deep, what that means. */
const saidOf = (message: string) => (/^Maximum call stack/.test(message) ? TOO_DEEP : message.split("\n")[0]!);

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
