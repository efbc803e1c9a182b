import { isDeepStrictEqual } from "node:util";
import { isObject } from "@tributary/contract-tools/json-pointer";
import { Document, isMap, isScalar, type Pair, parseDocument, visit, type YAMLMap } from "yaml";

/** An entry that cannot be put into a document without touching the rest of it; the message says why. */
export class InsertionError extends Error {
  override readonly name = "InsertionError";
}

/**
 * The text of a YAML document with one more entry at the end of the map at a path, indented as its neighbours are; missing maps
 * on the way are made. Everything else, with comments and format, stays as it is.
 */
export const insertEntry = (text: string, path: readonly string[], key: string, value: unknown): string =>
  insertEntries(text, path, { [key]: value });

/** As `insertEntry`, of several entries at once. */
export function insertEntries(
  text: string,
  path: readonly string[],
  entries: Readonly<Record<string, unknown>>,
): string {
  const before = parseDocument(text);
  const expected = before.toJS() ?? {};
  let place = expected;
  for (const name of path) {
    place = place[name] ??= {};
    if (!isObject(place)) throw new InsertionError(`${path.join(".")} is no map`);
  }
  for (const [key, value] of Object.entries(entries)) {
    if (Object.hasOwn(place, key)) throw new InsertionError(`${[...path, key].join(".")} is there already`);
    place[key] = value;
  }
  const inserted = text.includes("\r\n")
    ? inserting(text.replaceAll("\r\n", "\n"), path, entries).replaceAll("\n", "\r\n")
    : inserting(text, path, entries);
  const after = parseDocument(inserted);
  // A document may be written in ways that are not foreseen here: nothing but the new entry may differ.
  if (after.errors.length > 0 || !isDeepStrictEqual(after.toJS(), expected))
    throw new InsertionError(`${path.join(".")} is written in a way that no entry can be added to`);
  return inserted;
}

function inserting(text: string, path: readonly string[], entries: object): string {
  const document = parseDocument(text);
  const root = document.contents;
  if (!isMap(root) || root.flow) throw new InsertionError("the document is not a map in block style");
  const step = indentationStep(root, text);
  let map: YAMLMap = root;
  for (const [depth, name] of path.entries()) {
    const pair = map.items.find(each => isScalar(each.key) && each.key.value === name);
    const rest = path.slice(depth + 1).reduceRight((inner: object, each) => ({ [each]: inner }), entries);
    if (pair === undefined) return appended(text, map, { [name]: rest }, step);
    const { value: next } = pair;
    if (isMap(next) && next.items.length > 0) {
      if (next.flow) throw new InsertionError(`${path.slice(0, depth + 1).join(".")} is a map in flow style`);
      map = next;
    } else return filled(text, pair, rest, step);
  }
  return appended(text, map, entries, step);
}

/** The entries after the last one of a map, apart from one another as those there are. */
function appended(text: string, map: YAMLMap, entries: object, step: number): string {
  const starts = map.items.map(item => startOf(item));
  const end = endOfLine(text, endOf(map.items.at(-1)!, text));
  const between = starts.length > 1 ? text.slice(endOfLine(text, endOf(map.items.at(-2)!, text)), starts.at(-1)) : "";
  const gap = /^[^\S\n]*\n[^\S\n]*\n/.test(between) ? "\n" : "";
  const column = columnOf(text, starts[0]!);
  const blocks = Object.entries(entries).map(([key, value]) => `\n${gap}${block({ [key]: value }, column, step)}`);
  return `${text.slice(0, end)}${blocks.join("")}${text.slice(end) || "\n"}`;
}

/** The entry as the value of a pair that has none, or an empty map. */
function filled(text: string, pair: Pair, entry: unknown, step: number): string {
  const range = (pair.value as { range?: readonly number[] } | null)?.range;
  const keyEnd = (pair.key as { range: readonly number[] }).range[1]!;
  const colon = text.indexOf(":", keyEnd) + 1;
  const isEmpty = range === undefined || range[0] === range[1];
  const end = isEmpty ? colon : range[1]!;
  const line = endOfLine(text, end);
  const comment = text.slice(end, line).trimEnd();
  const column = columnOf(text, startOf(pair)) + step;
  return `${text.slice(0, colon)}${comment}\n${block(entry, column, step)}${text.slice(line) || "\n"}`;
}

function block(entry: unknown, column: number, step: number): string {
  const document = new Document(entry, { aliasDuplicateObjects: false });
  // Short, and usually written on one line.
  visit(document, {
    Pair: (_, { key, value }) => {
      if (isScalar(key) && key.value === "x-delivery" && isMap(value)) value.flow = true;
    },
  });
  const text = document.toString({ indent: step, lineWidth: 0 }).trimEnd();
  return text.replace(/^(?=.)/gm, " ".repeat(column));
}

const startOf = ({ key }: Pair): number => (key as { range: readonly number[] }).range[0]!;

/** Where the content of an entry ends: before the comments and blank lines behind it. */
function endOf({ key, value }: Pair, text: string): number {
  const last = ((value ?? key) as { range: readonly number[] }).range;
  return text.slice(0, last[1]).trimEnd().length;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}

const columnOf = (text: string, at: number): number => at - (text.lastIndexOf("\n", at - 1) + 1);

/** By how much a map in the document is indented; two when there is none. */
function indentationStep(root: YAMLMap, text: string): number {
  const column = ({ items: [first] }: YAMLMap) => (first === undefined ? 0 : columnOf(text, startOf(first)));
  const inner = root.items
    .map(({ value }) => value)
    .find(value => isMap(value) && !value.flow && value.items.length > 0);
  return inner === undefined ? 2 : Math.max(1, column(inner as YAMLMap) - column(root));
}
