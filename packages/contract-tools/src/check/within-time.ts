import { createContext, Script } from "node:vm";
import { isObject } from "../source/json-pointer.ts";

const script = new Script("work()");

/** To make one takes longer than most of what is done within it. */
let context: { work?: () => void } | undefined;

/**
 * What a synchronous function returns, in a list; undefined when it has not ended after so many milliseconds, as a regular
 * expression that backtracks may not. What it throws is thrown. `Infinity` waits for the end.
 */
export function withinTime<Result>(milliseconds: number, work: () => Result): readonly [Result] | undefined {
  if (milliseconds === Number.POSITIVE_INFINITY) return [work()];
  let outcome: readonly [Result] | undefined;
  const kept = () => {
    outcome = [work()];
  };
  try {
    context ??= createContext({}) as { work?: () => void };
    context.work = kept;
    script.runInContext(context, { timeout: milliseconds });
  } catch (error) {
    // An error of the other context: none of this one's classes.
    if (isObject(error) && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return undefined;
    throw error;
  } finally {
    delete context?.work;
  }
  return outcome;
}
