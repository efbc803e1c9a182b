import { fileURLToPath } from "node:url";

/** A line of a stack: a file, and where in it. */
export interface StackFrame {
  readonly file: string;
  readonly url: string;
  /** `12:9` */
  readonly at: string;
}

/** The frames of a stack that are in files, in its order. */
export function stackFrames(lines: readonly string[]): StackFrame[] {
  return lines.flatMap(line => {
    const [, path = "", row, column] = /((?:file:\/\/)?\/[^():\s]+):(\d+)(?::(\d+))?\)?$/.exec(line) ?? [];
    const url = path.startsWith("file:") ? path : `file://${path}`;
    const file = path === "" ? undefined : pathOf(url);
    return file === undefined ? [] : [{ file, url, at: column === undefined ? `${row}` : `${row}:${column}` }];
  });
}

function pathOf(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}
