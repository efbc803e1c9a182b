import type { Violation } from "@tributary/contract/event-contract";
import { type ComparisonDependencies, type ComparisonSlice, compareTable } from "./compare-table.ts";
import { type ComparisonRequest, comparisonRequest } from "./comparison-request.ts";
import type { MessageOutcome } from "./receive-messages.ts";
import type { RemainingTime } from "./remaining-time.ts";
import { RepeatableError } from "./repeatable-error.ts";
import type { TableEvents } from "./table-differences.ts";

/** The answer to an operator's call. */
export type ComparisonAnswer =
  | ({ readonly outcome: "done" | "continue" } & ComparisonSlice)
  | { readonly outcome: "refused"; readonly violations: readonly Violation[] };

/** A slice lasts that long, so that an operator sees how it goes on. Milliseconds. */
const SLICE_MS = 15_000;
/** Of an operator's invocation, kept for its answer. */
const RESERVED_MS = 2_000;

/**
 * A Lambda handler for an operator's call: compares a slice of the table and returns the cursor for the next. Rejects with a
 * RepeatableError if the slice must be retried. `dependencies` is called once, by the first invocation.
 */
export function operateComparison(
  options: TableEvents & { readonly dependencies: () => ComparisonDependencies },
): (payload: unknown, context: RemainingTime) => Promise<ComparisonAnswer> {
  let dependencies: ComparisonDependencies | undefined;
  return async (payload, context) => {
    dependencies ??= options.dependencies();
    const request = comparisonRequest(payload);
    if (!request.valid) return { outcome: "refused", violations: request.violations };
    // Lambda's deadline is real; how long a slice lasts is told by the clock of the rest.
    const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVED_MS;
    const lastPageBy = dependencies.now() + SLICE_MS;
    try {
      const slice = await compareTable(request.value, options, { dependencies, lastPageBy, deadline });
      return { outcome: slice.cursor === undefined ? "done" : "continue", ...slice };
    } catch (error) {
      throw new RepeatableError("The slice", error);
    }
  };
}

/** Further dependencies of comparing by messages. */
export interface ComparisonMessages {
  /** Sends the request for the next slice. */
  readonly sendRequest: (request: object) => Promise<void>;
}

/** Compares a slice for each message, and requests the next slice; a failed slice is redelivered. */
export function handleComparisons(
  events: TableEvents,
): (
  requests: readonly ComparisonRequest[],
  options: { readonly dependencies: ComparisonDependencies & ComparisonMessages; readonly deadline: number },
) => Promise<readonly MessageOutcome[]> {
  return async (requests, { dependencies, deadline }) => {
    for (const request of requests) {
      const lastPageBy = dependencies.now() + SLICE_MS;
      const { counts, cursor } = await compareTable(request, events, { dependencies, lastPageBy, deadline });
      for (const [detailType, own] of Object.entries(counts))
        if (own.repaired > 0 || own.quarantined > 0)
          dependencies.log.warn("A comparison found what was missing", { detailType, ...own });
      if (cursor) await dependencies.sendRequest({ kind: "reconcile", ...request, cursor });
    }
    return requests.map(() => ({ outcome: "done" }));
  };
}
