import { readFileSync, statSync } from "node:fs";
import { decodeText } from "@tributary/contract-tools/decode-text";
import { UsageError } from "./run-command.ts";

/** An input of a command line: a file, or standard input for `-`. */
export interface Input {
  /** Its name in messages. */
  readonly name: string;
  readonly text: string;
}

/** Largest file: four times EventBridge's largest event. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Reads a text. `UsageError` when it is too large or not UTF-8; errors of the file system pass through. */
export function readInput(path: string): Input {
  const name = path === "-" ? "<stdin>" : path;
  const bytes = path === "-" ? readFileSync(0) : readRegular(path, MOST_BYTES);
  if (bytes === undefined || bytes.length > MOST_BYTES) {
    throw new UsageError(`${name}:1:1: it is larger than ${MOST_BYTES / 1024 / 1024} MiB`);
  }
  const decoded = decodeText(bytes);
  if (typeof decoded === "string") return { name, text: decoded };
  throw new UsageError(`${name}:${decoded.line}:${decoded.column}: it is not UTF-8 text`);
}

/** The bytes of a file, or nothing when there are more than `most`. Refuses devices and pipes, whose reading may never end. */
export function readRegular(path: string, most: number): Buffer | undefined {
  const found = statSync(path);
  if (found.isDirectory()) throw new UsageError(`cannot use ${path}: it is a folder`);
  if (!found.isFile()) throw new UsageError(`cannot use ${path}: it is not a regular file`);
  return found.size > most ? undefined : readFileSync(path);
}
