/** Primary result codes of SQLite that say that its files cannot be used now. https://sqlite.org/rescode.html */
const SQLITE: Readonly<Record<number, string>> = {
  3: "permission denied",
  8: "it is read-only",
  10: "the disk does not work (input/output error)",
  13: "no space left",
  14: "its files cannot be opened",
};

/** Errors of the file system that say the same. */
const FILES: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EDQUOT: "no space left (quota)",
  EFBIG: "a file may not grow any further",
  EIO: "the disk does not work (input/output error)",
  EMFILE: "too many open files",
  ENFILE: "too many open files",
  ENOSPC: "no space left",
  EPERM: "permission denied",
  EROFS: "it is read-only",
};

const NETWORK = new Set(["accept", "bind", "connect", "getaddrinfo", "listen"]);

/** Why files cannot be written, in words; undefined when an error, or its cause, says something else. */
export function storageTrouble(error: unknown): string | undefined {
  const seen = new Set<unknown>();
  for (let next = error; next instanceof Error && !seen.has(next); next = next.cause) {
    seen.add(next);
    const { code, errcode, syscall } = next as { code?: unknown; errcode?: unknown; syscall?: unknown };
    // The lowest byte of an extended code is the primary code.
    if (code === "ERR_SQLITE_ERROR" && typeof errcode === "number" && SQLITE[errcode & 0xff])
      return SQLITE[errcode & 0xff];
    const isOfFiles = typeof syscall === "string" && !NETWORK.has(syscall);
    if (isOfFiles && typeof code === "string" && FILES[code]) return FILES[code];
  }
  return undefined;
}
