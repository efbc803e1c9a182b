import type { Validation } from "@tributary/contract/event-contract";

/** A request to compare a table with what was published of it: at a rate, and from where an earlier slice ended. */
export interface ComparisonRequest {
  /** Items a second, at most. */
  readonly rate?: number;
  readonly cursor?: ComparisonCursor;
}

/** The place of a comparison: the name of a note, because the place itself reveals keys. */
export interface ComparisonCursor {
  readonly place: string;
}

/** The request in a payload `{ kind: "reconcile", … }`, or the violations of a malformed one. */
export function comparisonRequest(payload: unknown): Validation<ComparisonRequest> {
  const { kind, types, rate, cursor } = asFields(payload);
  if (kind !== "reconcile") return refuse("/kind", "enum", "must be reconcile");
  if (types !== undefined) return refuse("/types", "not", "must be left out: a table is compared whole");
  if (rate !== undefined && !(typeof rate === "number" && rate > 0))
    return refuse("/rate", "minimum", "must be above 0");
  const { place } = asFields(cursor);
  if (cursor !== undefined && !(typeof place === "string" && /^[0-9a-f]{32}$/.test(place)))
    return refuse("/cursor/place", "pattern", "must be what an earlier run printed");
  return {
    valid: true,
    value: { ...(typeof rate === "number" && { rate }), ...(typeof place === "string" && { cursor: { place } }) },
  };
}

function asFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function refuse(pointer: string, keyword: string, message: string): Validation<never> {
  return { valid: false, violations: [{ pointer, keyword, message }] };
}
