import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { isWithin } from "./journal.ts";

const here = dirname(fileURLToPath(import.meta.url));

/** Stands for the file of code that has none: a text given to `eval` or `Function`. */
const evaluatedText = "/evaluated text";

/** The file of the calling code, skipping frames of Node.js and of the observers; undefined if unknown. */
export function callingFile(): string | undefined {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = 20;
  Error.prepareStackTrace = (_error, sites) =>
    sites.map(site => site.getFileName() ?? (site.isEval() ? evaluatedText : ""));
  const { stack } = new Error() as unknown as { readonly stack: readonly string[] };
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  return stack.map(file => file.replace("file://", "")).find(file => file.startsWith("/") && !file.startsWith(here));
}

/** The evaluation's own code, which is no part of the program. */
const evaluator = dirname(here);

/**
 * Whether a file is the program's: the bundle, and whatever it loads besides the platform's `packages`. Code of no known file is
 * the program's, too: a text that it evaluates, or a function that it hands to Node.js.
 */
export const isOfProgram = (file: string | undefined, packages: string): boolean =>
  file === undefined || !(isWithin(file, packages) || isWithin(file, evaluator));
