import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { errorName } from "@tributary/contract/error-name";
import { jsonFault } from "@tributary/contract-tools/json-fault";
import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import { resourcesIn } from "./bundle-entries.ts";
import { filesBelow } from "./files-below.ts";
import { type InputRecord, LARGE, LARGE_BYTES, NOT_JSON, NOT_TEXT } from "./input-record.ts";
import { readLargeBundle } from "./read-large-bundle.ts";
import { readLines } from "./read-lines.ts";

const LINES = /\.(ndjson|jsonl)(\.gz)?$/i;
const WHOLE = /\.json(\.gz)?$/i;
const GZIP = /\.gz$/i;
/** Bytes per read: some hundred resources. */
const CHUNK_BYTES = 1 << 18;

/**
 * Reads every resource of a file or folder: FHIR JSON, Bundles and NDJSON, plain or gzipped. Continues after bad records;
 * reasons never quote the input, which may be a patient's.
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
    files = await filesBelow(path, name => LINES.test(name) || WHOLE.test(name));
  } catch (error) {
    yield { kind: "unreadable", reason: fileReason(error), at: { file: path, line: 0 } };
    return;
  }
  if (files.length === 0)
    yield { kind: "unreadable", reason: "no .json or .ndjson file in this folder", at: { file: path, line: 0 } };
  for (const file of files) yield* readFileRecords(file);
}

async function* readFileRecords(file: string): AsyncGenerator<InputRecord> {
  yield* LINES.test(file) ? readNdjson(file) : readJson(file);
}

async function* readNdjson(file: string): AsyncGenerator<InputRecord> {
  let line = 0;
  let empty = true;
  try {
    for await (const bytes of readLines(bytesOf(file), LARGE_BYTES)) {
      line++;
      const text = bytes && decode(bytes, line === 1);
      if (text?.trim() === "") continue;
      empty = false;
      if (bytes === undefined) yield { kind: "bad", reason: `a line of more than ${LARGE}`, at: { file, line } };
      else if (text === undefined) yield { kind: "bad", reason: NOT_TEXT, at: { file, line } };
      else yield* parse(text, file, line);
    }
    if (empty) yield { kind: "bad", reason: "empty file", at: { file, line: 1 } };
  } catch (error) {
    yield { kind: "unreadable", reason: fileReason(error), at: { file, line: line + 1 } };
  }
}

async function* readJson(file: string): AsyncGenerator<InputRecord> {
  try {
    const bytes = await wholeFile(file);
    if (bytes === undefined) {
      yield* readLargeBundle(file, () => bytesOf(file));
      return;
    }
    const text = decode(bytes, true);
    if (text === undefined) yield { kind: "bad", reason: NOT_TEXT, at: { file, line: 1 } };
    else if (text.trim() === "") yield { kind: "bad", reason: "empty file", at: { file, line: 1 } };
    else yield* parse(text, file, 1);
  } catch (error) {
    yield { kind: "unreadable", reason: fileReason(error), at: { file, line: 0 } };
  }
}

/** The whole unzipped file; undefined if it is too large for memory. */
async function wholeFile(file: string): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bytesOf(file)) {
    parts.push(part);
    size += part.length;
    if (size > LARGE_BYTES) return undefined;
  }
  return Buffer.concat(parts);
}

function bytesOf(file: string): AsyncIterable<Uint8Array> {
  const source = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  if (!GZIP.test(file)) return source;
  const unzip = createGunzip({ chunkSize: CHUNK_BYTES });
  return pipeline(source, unzip, () => {}); // The reader gets the error too.
}

function* parse(text: string, file: string, line: number): Generator<InputRecord> {
  let value: unknown;
  try {
    value = parseFhirJson(text);
  } catch {
    yield { kind: "bad", reason: NOT_JSON, at: { file, line: line + errorLine(text) } };
    return;
  }
  yield* resourcesIn(value, { file, line });
}

/** The text without its byte order mark and last carriage return; undefined if the bytes are not UTF-8. */
function decode(bytes: Uint8Array, first: boolean): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  const start = first && text.startsWith("\uFEFF") ? 1 : 0;
  return text.slice(start, text.endsWith("\r") ? -1 : undefined);
}

/** Where the text stops being JSON. V8 does not always say, and quotes the input if it does. */
function errorLine(text: string): number {
  if (!text.includes("\n")) return 0;
  try {
    return text.slice(0, jsonFault(text)?.offset).split("\n").length - 1;
  } catch {
    return 0; // Nested too deep to locate.
  }
}

/** The reason why a file could not be read, without its content. */
export function fileReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const reasons: Record<string, string> = {
    ENOENT: "no such file or folder",
    EACCES: "permission denied",
    EISDIR: "is a folder",
    Z_BUF_ERROR: "gzip data ends too early",
    Z_DATA_ERROR: "damaged gzip data",
    ERR_STRING_TOO_LONG: "longer than a JavaScript string can be; use NDJSON",
  };
  return reasons[code] ?? `cannot be read (${errorName(error)})`;
}
