import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { refuseParameters, required } from "../events-errors.ts";
import { type PutEventsRequestEntry, type PutEventsResultEntry, putEntries } from "../puts/put-entries.ts";

interface PutEventsOutput {
  readonly FailedEntryCount: number;
  readonly Entries: readonly PutEventsResultEntry[];
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export function putEvents(
  input: { Entries?: readonly PutEventsRequestEntry[] },
  context: OperationContext,
): PutEventsOutput {
  refuseParameters(input, "PutEvents", ["EndpointId"]);
  checkTypes(required(input.Entries, "entries"));
  const Entries = putEntries(context, input.Entries ?? []);
  return { FailedEntryCount: Entries.filter(entry => entry.ErrorCode !== undefined).length, Entries };
}

const TEXTS = ["Source", "DetailType", "Detail", "EventBusName", "TraceHeader"] as const;

/** Blames the caller for members of a wrong JSON type: the SDKs send none. */
function checkTypes(entries: unknown): void {
  const isText = (value: unknown) => value === undefined || value === null || typeof value === "string";
  const isFine =
    Array.isArray(entries) &&
    entries.every((entry: Partial<Record<string, unknown>> | null) => {
      if (typeof entry !== "object" || entry === null) return false;
      const resources = entry.Resources ?? [];
      return TEXTS.every(name => isText(entry[name])) && Array.isArray(resources) && resources.every(isText);
    });
  if (!isFine) throw new AwsError("SerializationException", "Unexpected value type in payload.");
}
