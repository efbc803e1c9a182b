import type { CloudContext, Engine } from "../../kernel/service.ts";
import { functionNameOf, functionNames, requireFunction, runnable } from "./function-store.ts";
import { allMappings } from "./mapping-store.ts";
import type { FunctionRuntime } from "./runtime/function-runtime.ts";

/**
 * Ends the runtime with the cloud, and, if asked, makes those functions ready ahead of their first invocation that have an
 * event source: what is called by hand or once may never be, and its environment would take memory all the same.
 */
export function runtimeEngine(context: CloudContext, runtime: FunctionRuntime, prewarm: boolean): Engine {
  const warm = () => {
    const sourced = new Set(allMappings(context).map(({ FunctionArn }) => functionNameOf(FunctionArn)));
    for (const name of functionNames(context))
      if (sourced.has(name)) runtime.prewarm?.(runnable(requireFunction(context, name)));
  };
  const ends: (() => void)[] = [];
  return {
    name: "lambda:runtime",
    start() {
      if (!prewarm) return;
      for (const name of ["lambda:functions", "lambda:mappings"]) ends.push(context.signals.on(name, warm));
      warm();
    },
    async stop() {
      for (const end of ends) end();
      await runtime.stop();
    },
    pending: () => 0,
  };
}
