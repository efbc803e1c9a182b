import { existsSync } from "node:fs";
import { relative, sep } from "node:path";
import { parseJsonObject } from "../../../../kernel/parse-json.ts";
import { functionError } from "../function-error.ts";
import type { InvocationResult } from "../function-runtime.ts";
import { stackFrames } from "../stack-frames.ts";

/** Folders whose files are not the user's. */
const FOREIGN = new RegExp(`(?:^|\\${sep})(?:node_modules|\\.sst)\\${sep}`);

/** A failure that the user's code told of, with its stack, and the place in the user's sources that threw. */
export function thrownByUser(body: string, root: string): InvocationResult {
  const told = (parseJsonObject(body) ?? {}) as Readonly<Record<string, unknown>>;
  const errorType = typeof told.errorType === "string" ? told.errorType : "Error";
  const errorMessage = typeof told.errorMessage === "string" ? told.errorMessage : "";
  const trace = Array.isArray(told.trace) ? told.trace.map(String) : [];
  const place = placeIn(trace.slice(errorMessage.split("\n").length), root);
  return { ...functionError(errorType, errorMessage, { trace }), ...(place === undefined ? {} : { place }) };
}

/** The first frame in a file of the program: what a message quotes is not among the lines. */
function placeIn(lines: readonly string[], root: string): string | undefined {
  for (const { file, at } of stackFrames(lines)) {
    const path = relative(root, file);
    if (!path.startsWith("..") && !FOREIGN.test(path) && existsSync(file)) return `${path}:${at}`;
  }
  return undefined;
}
