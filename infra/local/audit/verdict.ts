import type { InputFindings } from "../input/input-findings.ts";
import { tooMany } from "./count-people.ts";
import type { RunResult } from "./summary.ts";

/** Inputs of a finished run's exit code. */
export interface Ending {
  readonly result: Pick<RunResult, "people" | "registry" | "store" | "setAside">;
  readonly input: Pick<InputFindings, "bad" | "unreadable">;
  /** Whether the input was loaded to its end. */
  readonly loaded: boolean;
  /** Whether the comparison of the registry with what was published succeeded. */
  readonly compared: boolean;
}

/** The exit code: 0 clean; 1 changes missing or set aside, a person with two Patients, or bad records; 2 input not read. */
export function exitCodeOf({ result, input, loaded, compared }: Ending): 0 | 1 | 2 {
  if (input.unreadable > 0 || !loaded) return 2;
  const { people, registry, store, setAside } = result;
  const wrong = [registry.missing, store.missing, store.extra, store.unapplied, ...setAside];
  const isClean = compared && input.bad === 0 && tooMany(people) === 0 && wrong.every(({ count }) => count === 0);
  return isClean ? 0 : 1;
}
