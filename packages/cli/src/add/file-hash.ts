import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** A hash of a file's content; undefined where there is none. A folder in its place has one that no file has. */
export function fileHash(path: string): string | undefined {
  try {
    return contentHash(readFileSync(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code === "EISDIR") return "folder";
    throw error;
  }
}

/** The hash of a file that has this content. */
export const contentHash = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");
