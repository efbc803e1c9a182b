import { explainError } from "../run-command.ts";
import type { DevProgram, Evaluated, evaluateProgram } from "./dev-program.ts";

/**
 * Evaluates on request, one evaluation at a time. A change during one aborts it, because it may never end by itself, and starts
 * another: only the last one's result counts.
 */
export function evaluateInTurn(
  program: DevProgram,
  evaluated: (outcome: Evaluated) => void | Promise<void>,
  evaluateOnce: typeof evaluateProgram = evaluateLater,
): () => void {
  let running: AbortController | undefined;
  let isAsked = false;
  return () => {
    isAsked = true;
    if (running) return running.abort();
    void (async () => {
      while (isAsked && !program.stop.aborted) {
        isAsked = false;
        running = new AbortController();
        const stop = AbortSignal.any([running.signal, program.stop]);
        const outcome = await evaluateOnce(program, stop).catch((error: unknown) => ({
          problems: [explainError(error)],
        }));
        if (!stop.aborted) await evaluated(outcome);
      }
      running = undefined;
    })();
  };
}

/** Loaded on first use, so that the start does not wait for it. */
const evaluateLater: typeof evaluateProgram = async (program, stop) =>
  (await import("./dev-program.ts")).evaluateProgram(program, stop);
