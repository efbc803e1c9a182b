import type { Validation } from "@tributary/contract/event-contract";

/** The place of a comparison: a type, and in it a time in the data store's list, then a place in the ledger's. */
export interface ReconcileCursor {
  readonly resourceType: string;
  readonly listedTo?: string;
  readonly knownTo?: string;
}

/** A request to compare the data store with what was published: of some types, or of all. */
export interface ReconcileRequest {
  readonly types?: readonly string[];
  readonly cursor?: ReconcileCursor;
}

/** The place of a backfill: a type, and in it a time. */
export interface BackfillCursor {
  readonly resourceType: string;
  readonly since: string;
}

/** A request to publish existing resources: of some types, written since some time. */
export interface BackfillRequest {
  readonly types: readonly string[];
  /** RFC 3339: what was last written at or after this, and before `until`. */
  readonly since: string;
  readonly until?: string;
  /** Also what was published before, under the same event ids. */
  readonly republish?: boolean;
  /** Resources a second, at most. */
  readonly rate?: number;
  readonly cursor?: BackfillCursor;
}

/** A request of an operator, run slice by slice. */
export type OperatorRequest =
  | ({ readonly kind: "reconcile" } & ReconcileRequest)
  | ({ readonly kind: "backfill" } & BackfillRequest);

type Fields = Readonly<Record<string, unknown>>;

/** The request in an invocation's payload, or the violations of a malformed one. */
export function operatorRequest(payload: unknown): Validation<OperatorRequest> {
  const fields = asFields(payload);
  if (fields.kind === "reconcile") return withKind("reconcile", reconcileRequest(fields));
  if (fields.kind === "backfill") return withKind("backfill", backfillRequest(fields));
  return refuse("/kind", "enum", "must be reconcile or backfill");
}

/** A request to compare, or the violations of a malformed one. */
export function reconcileRequest({ types, cursor }: Fields): Validation<ReconcileRequest> {
  if (types !== undefined && !isTypes(types)) return refuse("/types", "pattern", "must be a list of resource types");
  const place = cursor === undefined ? undefined : asFields(cursor);
  if (place && !isType(place.resourceType)) return refuse("/cursor/resourceType", "pattern", "must be a resource type");
  if (place && !isOptionalTime(place.listedTo)) return refuse("/cursor/listedTo", "format", "must be a time");
  if (place && place.knownTo !== undefined && typeof place.knownTo !== "string")
    return refuse("/cursor/knownTo", "type", "must be a text");
  const value = { ...(types && { types }), ...(place && { cursor: place as unknown as ReconcileCursor }) };
  return { valid: true, value };
}

function backfillRequest(fields: Fields): Validation<BackfillRequest> {
  const { types, since, until, republish = false, rate, cursor } = fields;
  if (!isTypes(types) || types.length === 0) return refuse("/types", "pattern", "must be a list of resource types");
  if (since === undefined || !isOptionalTime(since)) return refuse("/since", "format", "must be a time");
  if (!isOptionalTime(until)) return refuse("/until", "format", "must be a time");
  if (typeof republish !== "boolean") return refuse("/republish", "type", "must be true or false");
  if (rate !== undefined && !(typeof rate === "number" && rate > 0))
    return refuse("/rate", "minimum", "must be above 0");
  const place = cursor === undefined ? undefined : asFields(cursor);
  if (place && !(isType(place.resourceType) && types.includes(place.resourceType)))
    return refuse("/cursor/resourceType", "enum", "must be one of the types");
  if (place && (place.since === undefined || !isOptionalTime(place.since)))
    return refuse("/cursor/since", "format", "must be a time");
  const given = { types, since, republish, ...(until !== undefined && { until }), ...(rate !== undefined && { rate }) };
  return { valid: true, value: { ...given, ...(place && { cursor: place }) } as unknown as BackfillRequest };
}

function withKind<Kind extends string, Request>(
  kind: Kind,
  request: Validation<Request>,
): Validation<{ kind: Kind } & Request> {
  return request.valid ? { valid: true, value: { kind, ...request.value } } : request;
}

function isTypes(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isType);
}

function isType(value: unknown): value is string {
  return typeof value === "string" && /^[A-Z][A-Za-z]{0,63}$/.test(value);
}

function isOptionalTime(value: unknown): boolean {
  return (
    value === undefined ||
    (typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value)))
  );
}

function asFields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function refuse(pointer: string, keyword: string, message: string): Validation<never> {
  return { valid: false, violations: [{ pointer, keyword, message }] };
}
