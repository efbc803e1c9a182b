import type { Validation, Violation } from "@tributary/contract/event-contract";
import { asRecord } from "./json.ts";

/** A write to a data store in CloudTrail: its time and type; ids are hidden. */
export interface CloudTrailWrite {
  readonly datastoreId: string;
  /** Undefined for a bundle, which is of no one type. */
  readonly resourceType?: string;
  /** When the call was made, epoch milliseconds; CloudTrail knows it to the second. */
  readonly at: number;
  readonly isDeletion: boolean;
}

/**
 * The write in a CloudTrail record of HealthLake, in EventBridge's form, or the violations of a malformed one. Never throws.
 * https://docs.aws.amazon.com/healthlake/latest/devguide/logging-using-cloudtrail.html
 */
export function cloudTrailWrite(event: unknown): Validation<CloudTrailWrite> {
  const { eventTime, eventName, requestParameters } = asRecord(asRecord(event).detail);
  const { datastoreId, resourceType } = asRecord(requestParameters);
  const violations: Violation[] = [];
  const refuse = (pointer: string, keyword: string, message: string) =>
    violations.push({ pointer: `/detail/${pointer}`, keyword, message });

  const at = typeof eventTime === "string" ? Date.parse(eventTime) : Number.NaN;
  if (Number.isNaN(at)) refuse("eventTime", "format", "must be a time");
  if (typeof eventName !== "string") refuse("eventName", "type", "must be the name of an operation");
  if (typeof datastoreId !== "string")
    refuse("requestParameters/datastoreId", "type", "must be the id of a data store");
  const isType = typeof resourceType === "string" && /^[A-Z][A-Za-z]{0,63}$/.test(resourceType);
  if (resourceType !== undefined && !isType)
    refuse("requestParameters/resourceType", "pattern", "must be the name of a type");
  if (violations.length > 0) return { valid: false, violations };
  return {
    valid: true,
    value: {
      datastoreId: String(datastoreId),
      at,
      isDeletion: String(eventName).startsWith("Delete"),
      ...(isType && { resourceType }),
    },
  };
}
