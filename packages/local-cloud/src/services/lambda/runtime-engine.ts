import type { CloudContext, Engine } from "../../kernel/service.ts";
import { functionNames, requireFunction, runnable } from "./function-store.ts";
import type { FunctionRuntime } from "./runtime/function-runtime.ts";

/** Ends the runtime with the cloud, and makes functions ready ahead of their first invocation if asked. */
export function runtimeEngine(context: CloudContext, runtime: FunctionRuntime, prewarm: boolean): Engine {
  const warm = () => {
    for (const name of functionNames(context)) runtime.prewarm?.(runnable(requireFunction(context, name)));
  };
  let end: (() => void) | undefined;
  return {
    name: "lambda:runtime",
    start() {
      if (!prewarm) return;
      end = context.signals.on("lambda:functions", warm);
      warm();
    },
    async stop() {
      end?.();
      await runtime.stop();
    },
    pending: () => 0,
  };
}
