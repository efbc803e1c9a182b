import type { RemainingTime } from "@tributary/bus/remaining-time";
import { type OperateDependencies, type OperatorAnswer, operate } from "./operate.ts";

/** Kept back from the invocation's time, to answer. */
const RESERVED_MS = 2_000;

/**
 * A Lambda handler for an operator's call: runs a slice of a backfill or a comparison, and returns the cursor for the next.
 * `dependencies` is called once, by the first invocation.
 */
export function operateCapture(options: {
  readonly dependencies: () => OperateDependencies;
}): (payload: unknown, context: RemainingTime) => Promise<OperatorAnswer> {
  let dependencies: OperateDependencies | undefined;
  return async (payload, context) => {
    dependencies ??= options.dependencies();
    // Lambda's deadline is real; how long a slice lasts is told by the clock of the rest.
    const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVED_MS;
    return await operate(payload, { dependencies, deadline });
  };
}
