import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/** The file of the code that called what asks; undefined where none is known. Node.js's own, and what observes, do not count. */
export function callingFile(): string | undefined {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = 20;
  Error.prepareStackTrace = (_error, sites) => sites.map(site => site.getFileName() ?? "");
  const { stack } = new Error() as unknown as { readonly stack: readonly string[] };
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  return stack.map(file => file.replace("file://", "")).find(file => file.startsWith("/") && !file.startsWith(here));
}
