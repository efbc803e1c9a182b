import { type Clock, realClock } from "../../../kernel/clock.ts";
import { answered, exited, functionError, thrownError, timedOut } from "./function-error.ts";
import { type FunctionRuntime, type InvocationResult, RuntimeStopped } from "./function-runtime.ts";
import { type InvocationContext, invocationContext, serialise } from "./invocation-context.ts";

/** A handler in this process. */
export type LocalFunction = (event: unknown, context: InvocationContext) => unknown;

/**
 * Runs functions given as a table, by function name, in this process and on the cloud's clock: for simulation and tests.
 * Events and answers go through JSON as they do in Lambda. A timed-out handler is abandoned, as it cannot be ended.
 */
export function inProcessFunctions(
  functions: Readonly<Record<string, LocalFunction>>,
  { clock = realClock() }: { clock?: Clock } = {},
): FunctionRuntime {
  let stopped = false;
  const endings = new Set<() => void>();

  const run = async (
    handler: LocalFunction,
    payload: string,
    context: InvocationContext,
  ): Promise<InvocationResult> => {
    try {
      const answer = await handler(JSON.parse(payload), context);
      return answered(serialise(answer));
    } catch (error) {
      return thrownError(error);
    }
  };

  return {
    invoke(fn, payload, { requestId }) {
      if (stopped) return Promise.reject(new RuntimeStopped());
      const handler = Object.hasOwn(functions, fn.FunctionName) ? functions[fn.FunctionName] : undefined;
      if (!handler)
        return Promise.resolve(
          functionError("Runtime.HandlerNotFound", `${fn.FunctionName} is undefined or not exported`),
        );
      return new Promise((resolve, reject) => {
        const deadline = clock.now() + fn.Timeout * 1000;
        const end = () => finish(() => reject(new RuntimeStopped()));
        const cancel = clock.schedule(deadline, () => finish(() => resolve(timedOut(requestId, fn.Timeout))));
        const finish = (settle: () => void) => {
          if (!endings.delete(end)) return;
          cancel();
          settle();
        };
        endings.add(end);
        run(
          handler,
          payload,
          invocationContext(fn, requestId, () => deadline - clock.now()),
        ).then(
          result => finish(() => resolve(result)),
          () => finish(() => resolve(exited(requestId, "exit status 1"))),
        );
      });
    },
    async stop() {
      stopped = true;
      for (const end of endings) end();
    },
  };
}
