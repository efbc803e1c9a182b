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
  const Entries = putEntries(context, required(input.Entries, "entries"));
  return { FailedEntryCount: Entries.filter(entry => entry.ErrorCode !== undefined).length, Entries };
}
