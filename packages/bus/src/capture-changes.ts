import { errorName } from "@tributary/contract/error-name";
import type { Validation } from "@tributary/contract/event-contract";
import { type BatchRecord, type BatchResponse, streamResponse } from "@tributary/delivery/batch-response";
import type { Quarantine, QuarantineReason } from "@tributary/delivery/quarantine";
import { type ChangeMapping, MappingError, outgoingEvents } from "./change-mapping.ts";
import type { Log } from "./log.ts";
import type { OutgoingEvent } from "./outgoing-event.ts";
import { violationsOf } from "./prepare-entry.ts";
import type { Publish, PublishOutcome } from "./publish.ts";
import { quarantineRecord } from "./quarantine-record.ts";
import type { RemainingTime } from "./remaining-time.ts";

/** Dependencies of `captureChanges`. */
export interface CaptureDependencies {
  readonly publish: Publish;
  readonly quarantine: Quarantine;
  readonly log: Log;
}

/** Kept back from the invocation's time, to quarantine and to answer. */
const RESERVED_MS = 2_000;

/**
 * A Lambda handler for a DynamoDB stream: publishes every record's events or quarantines the record. If both fail, Lambda
 * retries from that record. The whole batch is packed into shared calls. Events published behind a failed record are
 * published again with the same ids, which consumers recognise. `dependencies` is called once, by the first invocation.
 */
export function captureChanges(options: {
  /** Part of the object keys of quarantined records. */
  readonly service: string;
  readonly mapping: ChangeMapping;
  readonly dependencies: () => CaptureDependencies;
}): (batch: { readonly Records: readonly unknown[] }, context: RemainingTime) => Promise<BatchResponse> {
  let dependencies: CaptureDependencies | undefined;

  return async ({ Records: records }, context) => {
    dependencies ??= options.dependencies();
    const { publish, quarantine, log } = dependencies;
    const mapped = records.map(record => mappedEvents(record, options.mapping, log));
    const outcomes = await publish(mapped.flatMap(eventsIn), {
      deadline: Date.now() + context.getRemainingTimeInMillis() - RESERVED_MS,
    });

    const states: BatchRecord[] = [];
    for (const [index, record] of records.entries()) {
      const change = mapped[index];
      const own = outcomes.splice(0, eventsIn(change).length);
      const failure = own.find(outcome => outcome.outcome === "failed");
      if (failure) {
        const { code, attempts } = failure;
        log.warn("Publishing a change failed; it will come again", { code, attempts });
      }
      let failed = failure !== undefined || change === undefined;
      try {
        if (change !== undefined && !failed)
          await quarantineRecord(record, reasons(change, own), { service: options.service, quarantine, log });
      } catch (error) {
        log.error("Quarantining a record failed; it will come again", { error: errorName(error) });
        failed = true;
      }
      states.push({ id: sequenceNumberOf(record), failed });
      if (failed) break;
    }
    return streamResponse(states);
  };
}

/** Undefined when the mapping has a defect: the record comes again, and in the end to the stream's on-failure destination. */
function mappedEvents(record: unknown, mapping: ChangeMapping, log: Log) {
  try {
    return outgoingEvents(record, mapping);
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    log.error("Mapping a change failed; it will come again", { error: error.message });
    return undefined;
  }
}

function eventsIn(change: Validation<readonly OutgoingEvent[]> | undefined): readonly OutgoingEvent[] {
  return change?.valid ? change.value : [];
}

function reasons(
  change: Validation<readonly OutgoingEvent[]>,
  outcomes: readonly PublishOutcome[],
): QuarantineReason[] {
  if (!change.valid) return [{ violations: change.violations }];
  return outcomes.flatMap((outcome, index) => {
    const contract = change.value[index]?.contract.detailType;
    if (outcome.outcome !== "invalid" && outcome.outcome !== "oversize") return [];
    return [{ violations: violationsOf(outcome), ...(contract !== undefined && { contract }) }];
  });
}

/** Lambda retries the whole batch for a record that has none. */
function sequenceNumberOf(record: unknown): string {
  const { dynamodb } = (record ?? {}) as { dynamodb?: { SequenceNumber?: unknown } };
  return typeof dynamodb?.SequenceNumber === "string" ? dynamodb.SequenceNumber : "";
}
