import { type CloudTrailWrite, cloudTrailWrite } from "@tributary/change-event/cloud-trail-write";
import type { Validation } from "@tributary/contract/event-contract";
import type { Bucket } from "../notices/event-numbers.ts";
import { type ReconcileRequest, reconcileRequest } from "../operator/operator-request.ts";
import type { SearchWindow } from "./search-window.ts";

/** A message of the windows queue: CloudTrail's records, and what the service sends itself for later. */
export type WindowMessage =
  | { readonly kind: "write"; readonly write: CloudTrailWrite }
  | { readonly kind: "window"; readonly window: SearchWindow }
  | { readonly kind: "gap-check"; readonly bucket: Bucket }
  | { readonly kind: "reconcile"; readonly request: ReconcileRequest; readonly forGaps?: true };

/** The message in a parsed body, or the violations of a malformed one. */
export function windowMessage(body: unknown): Validation<WindowMessage> {
  const message = (typeof body === "object" && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  if (message.kind === undefined) {
    const write = cloudTrailWrite(body);
    return write.valid ? { valid: true, value: { kind: "write", write: write.value } } : write;
  }
  if (message.kind === "window") return searchWindow(message);
  if (message.kind === "gap-check") return gapCheck(message);
  if (message.kind === "reconcile") {
    const request = reconcileRequest(message);
    const forGaps = message.forGaps === true && { forGaps: true as const };
    return request.valid ? { valid: true, value: { kind: "reconcile", request: request.value, ...forGaps } } : request;
  }
  return refuse("/kind", "enum", "must be window, gap-check or reconcile");
}

function searchWindow({
  resourceType,
  from,
  to,
  passes,
  found,
  deletions,
}: Readonly<Record<string, unknown>>): Validation<WindowMessage> {
  if (resourceType !== undefined && !isTypeName(resourceType))
    return refuse("/resourceType", "pattern", "must be a type");
  if (!isWhole(from) || !isWhole(to) || to <= from) return refuse("/to", "minimum", "must be later than its beginning");
  if (!isWhole(passes)) return refuse("/passes", "type", "must be a whole number");
  if (deletions !== undefined && deletions !== true) return refuse("/deletions", "const", "must be true");
  if (found !== undefined && typeof found !== "string") return refuse("/found", "type", "must be a text");
  const window = {
    ...(isTypeName(resourceType) && { resourceType }),
    ...(deletions === true && { deletions: true as const }),
    from,
    to,
    passes,
    ...(found !== undefined && { found }),
  };
  return { valid: true, value: { kind: "window", window } };
}

function gapCheck({ subscriptionId, bucket }: Readonly<Record<string, unknown>>): Validation<WindowMessage> {
  if (typeof subscriptionId !== "string") return refuse("/subscriptionId", "type", "must be a text");
  if (!isWhole(bucket)) return refuse("/bucket", "type", "must be a whole number");
  return { valid: true, value: { kind: "gap-check", bucket: { subscriptionId, bucket } } };
}

function isTypeName(value: unknown): value is string {
  return typeof value === "string" && /^[A-Z][A-Za-z]{0,63}$/.test(value);
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function refuse(pointer: string, keyword: string, message: string): Validation<never> {
  return { valid: false, violations: [{ pointer, keyword, message }] };
}
