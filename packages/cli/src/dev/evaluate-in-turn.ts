import { explainError } from "../run-command.ts";
import type { DevProgram, Evaluated } from "./dev-program.ts";

/**
 * Evaluates when asked, one evaluation at a time. What changes while one runs asks for one more, and only the last one's
 * outcome counts.
 */
export function evaluateInTurn(
  program: DevProgram,
  evaluated: (outcome: Evaluated) => void | Promise<void>,
  evaluateOnce: (program: DevProgram) => Promise<Evaluated> = evaluateLater,
): () => void {
  let isRunning = false;
  let isAsked = false;
  return () => {
    isAsked = true;
    if (isRunning) return;
    isRunning = true;
    void (async () => {
      while (isAsked) {
        isAsked = false;
        const outcome = await evaluateOnce(program).catch((error: unknown) => ({ problems: [explainError(error)] }));
        if (!isAsked) await evaluated(outcome);
      }
      isRunning = false;
    })();
  };
}

/** Loaded only when it is needed, so that nobody waits for that at the start. */
const evaluateLater = async (program: DevProgram): Promise<Evaluated> =>
  (await import("./dev-program.ts")).evaluateProgram(program);
