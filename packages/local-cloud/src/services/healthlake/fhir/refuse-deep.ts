import { fhirError } from "./outcome.ts";

/** Runs an operation, and refuses the body that is nested too deep for it: where a stack ends, a transaction is undone. */
export function refuseDeep<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof RangeError) || !error.message.includes("call stack")) throw error;
    throw fhirError(400, "The body is nested too deep.", { code: "structure" });
  }
}
