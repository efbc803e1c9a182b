import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/** The file of the calling code, skipping frames of Node.js and of the observers; undefined if unknown. */
export function callingFile(): string | undefined {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = 20;
  Error.prepareStackTrace = (_error, sites) => sites.map(site => site.getFileName() ?? "");
  const { stack } = new Error() as unknown as { readonly stack: readonly string[] };
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  return stack.map(file => file.replace("file://", "")).find(file => file.startsWith("/") && !file.startsWith(here));
}
