import type { CloudContext } from "../../kernel/service.ts";
import { functionNameOf, functions, runnable } from "./function-store.ts";
import type { FunctionRuntime } from "./runtime/function-runtime.ts";

/** Since when someone has run a function, named or by ARN; undefined while nobody does. One that does not exist is not waited for. */
export function servedSince(context: CloudContext, runtime: FunctionRuntime, name: string): number | undefined {
  const stored = runtime.servedSince && functions.find(context, functionNameOf(name));
  return stored ? runtime.servedSince?.(runnable(stored)) : 0;
}

/** The names of the functions that nobody runs now. */
export function unserved(context: CloudContext, runtime: FunctionRuntime): readonly string[] {
  if (!runtime.servedSince) return [];
  return functions
    .all(context)
    .filter(stored => runtime.servedSince?.(runnable(stored)) === undefined)
    .map(({ configuration }) => configuration.FunctionName);
}
