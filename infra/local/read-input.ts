import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { createGunzip, gunzip } from "node:zlib";
import { type ParseError, visit } from "jsonc-parser";
import { readLines } from "./read-lines.ts";

/** Where in the input something stands. */
export interface Place {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Inside a Bundle: the entry's JSON Pointer. */
  readonly pointer?: string;
}

/** A FHIR resource of the input, or why there is none: `unreadable` for files and folders, `bad` for what they hold. */
export type InputRecord =
  | { readonly kind: "resource"; readonly resource: Resource; readonly at: Place }
  | { readonly kind: "bad" | "unreadable"; readonly reason: string; readonly at: Place };

/** Anything with a `resourceType`; nothing else is known of it yet. */
export interface Resource {
  readonly resourceType: string;
  readonly [field: string]: unknown;
}

const LINES = /\.(ndjson|jsonl)(\.gz)?$/i;
const WHOLE = /\.json(\.gz)?$/i;
const GZIP = /\.gz$/i;
const NOT_TEXT = "not UTF-8 text";

/**
 * Reads every resource below a path: FHIR JSON, Bundles and NDJSON, plain or gzipped, a file or a folder.
 * Goes on after bad records; reasons never quote the input, which may be a patient's.
 */
export async function* readInput(path: string): AsyncGenerator<InputRecord> {
  let folder: boolean;
  try {
    folder = (await stat(path)).isDirectory();
  } catch (error) {
    yield { kind: "unreadable", reason: fileReason(error), at: { file: path, line: 0 } };
    return;
  }
  if (!folder) {
    yield* readFileRecords(path);
    return;
  }
  let files: string[];
  try {
    files = await filesBelow(path);
  } catch (error) {
    yield { kind: "unreadable", reason: fileReason(error), at: { file: path, line: 0 } };
    return;
  }
  if (files.length === 0)
    yield { kind: "unreadable", reason: "no .json or .ndjson file in this folder", at: { file: path, line: 0 } };
  for (const file of files) yield* readFileRecords(file);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter(entry => entry.isFile() && (LINES.test(entry.name) || WHOLE.test(entry.name)))
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
}

async function* readFileRecords(file: string): AsyncGenerator<InputRecord> {
  yield* LINES.test(file) ? readNdjson(file) : readJson(file);
}

async function* readNdjson(file: string): AsyncGenerator<InputRecord> {
  let line = 0;
  try {
    const source = createReadStream(file, { highWaterMark: 1 << 18 });
    for await (const bytes of readLines(GZIP.test(file) ? unzipped(source) : source)) {
      line++;
      const text = decode(bytes, line === 1);
      if (text === undefined) yield { kind: "bad", reason: NOT_TEXT, at: { file, line } };
      else if (text.trim() !== "") yield* parse(text, file, line);
    }
    if (line === 0) yield { kind: "bad", reason: "empty file", at: { file, line: 1 } };
  } catch (error) {
    yield { kind: "unreadable", reason: fileReason(error), at: { file, line: line + 1 } };
  }
}

function unzipped(source: Readable): AsyncIterable<Uint8Array> {
  const unzip = createGunzip();
  source.on("error", error => unzip.destroy(error));
  return source.pipe(unzip);
}

async function* readJson(file: string): AsyncGenerator<InputRecord> {
  try {
    const bytes = await readFile(file);
    const text = decode(GZIP.test(file) ? await promisify(gunzip)(bytes) : bytes, true);
    if (text === undefined) yield { kind: "bad", reason: NOT_TEXT, at: { file, line: 1 } };
    else if (text.trim() === "") yield { kind: "bad", reason: "empty file", at: { file, line: 1 } };
    else yield* parse(text, file, 1);
  } catch (error) {
    yield { kind: "unreadable", reason: fileReason(error), at: { file, line: 0 } };
  }
}

function* parse(text: string, file: string, line: number): Generator<InputRecord> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    yield { kind: "bad", reason: "not JSON", at: { file, line: line + errorLine(text) } };
    return;
  }
  yield* resourcesIn(value, { file, line });
}

/** The resource itself, or a Bundle's, however deep Bundles stand in Bundles. */
function* resourcesIn(root: unknown, place: Place): Generator<InputRecord> {
  const open: [unknown, Place][] = [[root, place]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, at] = next;
    if (!isResource(value)) yield { kind: "bad", reason: "not a FHIR resource: no resourceType", at };
    else if (value.resourceType !== "Bundle") yield { kind: "resource", resource: value, at };
    else if (value.entry !== undefined && !Array.isArray(value.entry))
      yield { kind: "bad", reason: "a Bundle whose entry is no list", at };
    else for (const entry of entriesOf(value, at).reverse()) open.push(entry);
  }
}

/** Entries without a resource are fine: those of deletes have a request alone. */
function entriesOf(bundle: Resource, { file, line, pointer = "" }: Place): [unknown, Place][] {
  const entries = (bundle.entry ?? []) as unknown[];
  return entries.flatMap((entry, index): [unknown, Place][] => {
    const at = { file, line, pointer: `${pointer}/entry/${index}` };
    if (typeof entry !== "object" || entry === null) return [[entry, at]];
    const { resource } = entry as { resource?: unknown };
    return resource === undefined ? [] : [[resource, { ...at, pointer: `${at.pointer}/resource` }]];
  });
}

/** The text without its byte order mark and last carriage return; undefined when the bytes are no UTF-8. */
function decode(bytes: Uint8Array, first: boolean): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  const start = first && text.startsWith("\uFEFF") ? 1 : 0;
  return text.slice(start, text.endsWith("\r") ? -1 : undefined);
}

function isResource(value: unknown): value is Resource {
  return typeof value === "object" && value !== null && typeof (value as Resource).resourceType === "string";
}

/** Where the text stops being JSON: V8 does not always say, and quotes the input when it does. */
function errorLine(text: string): number {
  const errors: ParseError[] = [];
  try {
    visit(
      text,
      { onError: (error, offset, length) => errors.push({ error, offset, length }) },
      { disallowComments: true },
    );
  } catch {
    return 0; // Nested too deep to look for the place.
  }
  return text.slice(0, errors[0]?.offset ?? text.length).split("\n").length - 1;
}

function fileReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const reasons: Record<string, string> = {
    ENOENT: "no such file or folder",
    EACCES: "permission denied",
    EISDIR: "is a folder",
    Z_BUF_ERROR: "gzip data ends too early",
    Z_DATA_ERROR: "damaged gzip data",
    ERR_STRING_TOO_LONG: "longer than a JavaScript string can be; use NDJSON",
  };
  return reasons[code] ?? `cannot be read (${code || (error as Error).name})`;
}
