import type { Violation } from "@tributary/contract/event-contract";
import { type BackfillDependencies, type BackfillSlice, backfill } from "./backfill.ts";
import { operatorRequest } from "./operator-request.ts";
import { type ReconcileDependencies, type ReconcileSlice, reconcile } from "./reconcile.ts";

/** What an operator's call is answered. */
export type OperatorAnswer =
  | ({ readonly outcome: "done" | "continue" } & (BackfillSlice | ReconcileSlice))
  | { readonly outcome: "refused"; readonly violations: readonly Violation[] };

/** A slice lasts that long, so that an operator sees how it goes on. Milliseconds. */
const SLICE_MS = 15_000;

/** Does a slice of what an operator asks for; the answer's cursor is for the next. Rejects when it is to be repeated. */
export async function operate(
  payload: unknown,
  options: { readonly dependencies: ReconcileDependencies & BackfillDependencies; readonly deadline: number },
  sliceMs = SLICE_MS,
): Promise<OperatorAnswer> {
  const request = operatorRequest(payload);
  if (!request.valid) return { outcome: "refused", violations: request.violations };
  const sliced = { ...options, lastPageBy: Math.min(options.deadline, options.dependencies.now() + sliceMs) };
  const slice =
    request.value.kind === "backfill" ? await backfill(request.value, sliced) : await reconcile(request.value, sliced);
  return { outcome: slice.cursor === undefined ? "done" : "continue", ...slice };
}
