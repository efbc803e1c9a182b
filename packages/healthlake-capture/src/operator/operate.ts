import { RepeatableError } from "@tributary/bus/repeatable-error";
import type { Validation, Violation } from "@tributary/contract/event-contract";
import { isFhirError } from "@tributary/healthlake/fhir-error";
import { type BackfillDependencies, type BackfillSlice, backfill } from "../backfill/backfill.ts";
import {
  type ComparisonDependencies,
  type ComparisonSlice,
  compareDatastore,
} from "../comparison/compare-datastore.ts";
import { type OperatorRequest, operatorRequest } from "./operator-request.ts";

/** Dependencies of `operate`. */
export type OperateDependencies = ComparisonDependencies & BackfillDependencies;

/** The answer to an operator's call. */
export type OperatorAnswer =
  | ({ readonly outcome: "done" | "continue" } & (BackfillSlice | ComparisonSlice))
  | { readonly outcome: "refused"; readonly violations: readonly Violation[] };

/** A slice lasts that long, so that an operator sees how it goes on. Milliseconds. */
const SLICE_MS = 15_000;

/**
 * Runs a slice of an operator's request and returns the cursor for the next. Rejects with a RepeatableError if the slice
 * must be retried.
 */
export async function operate(
  payload: unknown,
  options: { readonly dependencies: OperateDependencies; readonly deadline: number },
  sliceMs = SLICE_MS,
): Promise<OperatorAnswer> {
  const read = operatorRequest(payload);
  if (!read.valid) return { outcome: "refused", violations: read.violations };
  const sliced = { ...options, lastPageBy: Math.min(options.deadline, options.dependencies.now() + sliceMs) };
  try {
    const request = await ofTakenTypes(read.value, options.dependencies);
    if (!request.valid) return { outcome: "refused", violations: request.violations };
    const { value } = request;
    const slice = await (value.kind === "backfill" ? backfill(value, sliced) : compareDatastore(value, sliced));
    return { outcome: slice.cursor === undefined ? "done" : "continue", ...slice };
  } catch (error) {
    // What a FhirError says holds no value.
    throw new RepeatableError("The slice", error, isFhirError(error) ? error.message : undefined);
  }
}

/** A type that the data store does not take would fail every attempt. */
async function ofTakenTypes(
  request: OperatorRequest,
  { client }: Pick<ComparisonDependencies, "client">,
): Promise<Validation<OperatorRequest>> {
  const { types } = request;
  if (types === undefined) return { valid: true, value: request };
  const taken = new Set(await client.supportedTypes());
  const violations = [...types.entries()]
    .filter(([, type]) => !taken.has(type))
    .map(([index]) => ({
      pointer: `/types/${index}`,
      keyword: "enum",
      message: "is not a resource type of the data store",
    }));
  return violations.length > 0 ? { valid: false, violations } : { valid: true, value: request };
}
