import { explainError } from "../run-command.ts";
import type { DevProgram, Evaluated, evaluateProgram } from "./dev-program.ts";

/**
 * Evaluates when asked, one evaluation at a time. What changes while one runs ends that, as it may never end by itself, and
 * starts another: only the last one's outcome counts.
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

/** Loaded only when it is needed, so that nobody waits for that at the start. */
const evaluateLater: typeof evaluateProgram = async (program, stop) =>
  (await import("./dev-program.ts")).evaluateProgram(program, stop);
