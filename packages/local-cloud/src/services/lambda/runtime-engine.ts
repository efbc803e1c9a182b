import type { CloudContext, Engine } from "../../kernel/service.ts";
import { functionNameOf, functions, runnable } from "./function-store.ts";
import { mappings } from "./mapping-store.ts";
import type { FunctionRuntime } from "./runtime/function-runtime.ts";

/**
 * Ends the runtime with the cloud, and, if asked, makes those functions ready ahead of their first invocation that have an
 * event source: what is called by hand or once may never be, and its environment would take memory all the same.
 */
export function runtimeEngine(context: CloudContext, runtime: FunctionRuntime, prewarm: boolean): Engine {
  const warm = () => {
    const sourced = new Set(mappings.all(context).map(({ FunctionArn }) => functionNameOf(FunctionArn)));
    for (const stored of functions.all(context))
      if (sourced.has(stored.configuration.FunctionName)) runtime.prewarm?.(runnable(stored));
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
