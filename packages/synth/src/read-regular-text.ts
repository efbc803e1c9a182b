import { readFileSync, statSync } from "node:fs";

/**
 * The text of a file that somebody named. Throws as the file system does, also for a device or a pipe, whose reading may never
 * end: `EFTYPE`, libuv's code for a file of the wrong type. https://docs.libuv.org/en/v1.x/errors.html
 */
export function readRegularText(path: string): string {
  const found = statSync(path);
  if (found.isFile() || found.isDirectory()) return readFileSync(path, "utf8");
  const message = `EFTYPE: it is not a regular file, read '${path}'`;
  throw Object.assign(new Error(message), { code: "EFTYPE", syscall: "read", path });
}
