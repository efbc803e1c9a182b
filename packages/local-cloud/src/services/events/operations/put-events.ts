import type { OperationContext } from "../../../kernel/service.ts";
import type { PutEventsRequest } from "../../../models/eventbridge-types.ts";
import { type FromTrace, traceOf } from "../../../protocols/request-trace.ts";
import { type PutEventsResultEntry, putEntries } from "../puts/put-entries.ts";

interface PutEventsOutput {
  readonly FailedEntryCount: number;
  readonly Entries: readonly PutEventsResultEntry[];
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export function putEvents(input: PutEventsRequest & FromTrace, context: OperationContext): PutEventsOutput {
  const Entries = putEntries(context, input.Entries, input[traceOf]);
  return { FailedEntryCount: Entries.filter(entry => entry.ErrorCode !== undefined).length, Entries };
}
