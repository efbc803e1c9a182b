import type { ClaimedDetail } from "@tributary/contract/claim-check";
import type { EventDetail } from "@tributary/contract/event-contract";
import type { PayloadStore } from "@tributary/delivery/payload-store";
import type { Quarantine, QuarantineReason } from "@tributary/delivery/quarantine";
import { type ChangeMapping, outgoingEvents } from "./change-mapping.ts";
import type { Log } from "./log.ts";
import { PUT_EVENTS_MAX_BYTES } from "./pack-entries.ts";
import { prepareEntry, violationsOf } from "./prepare-entry.ts";
import { quarantineRecord } from "./quarantine-record.ts";
import { RepeatableError } from "./repeatable-error.ts";

/** Dependencies of `enrichChanges`. */
export interface EnrichDependencies {
  readonly quarantine: Quarantine;
  readonly log: Log;
  /** The store for data too large for the bus. */
  readonly payloads?: PayloadStore;
}

/** An event in the form that the pipe's target expects: `$.source`, `$.detailType` and `$.detail`. */
export interface EnrichedEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: EventDetail | ClaimedDetail;
}

/**
 * The enrichment of an EventBridge Pipe on a DynamoDB stream: a batch of records in, valid events out. Quarantines a record
 * with a data error and passes on the others. The batch fails only if the quarantine or the store of large data fails, and
 * the error names only its kind.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/pipes-enrichment.html
 */
export function enrichChanges(options: {
  /** Part of the object keys of quarantined records. */
  readonly service: string;
  readonly mapping: ChangeMapping;
  readonly dependencies: () => EnrichDependencies;
}): (records: readonly unknown[]) => Promise<EnrichedEvent[]> {
  let dependencies: EnrichDependencies | undefined;

  const enrich = async (records: readonly unknown[], { quarantine, log, payloads }: EnrichDependencies) => {
    const publishedAt = new Date().toISOString();
    const enriched: EnrichedEvent[] = [];
    for (const record of records) {
      const change = outgoingEvents(record, options.mapping);
      const reasons: QuarantineReason[] = change.valid ? [] : [{ violations: change.violations }];
      for (const event of change.valid ? change.value : []) {
        const { source, detailType } = event.contract;
        const prepared = prepareEntry(event, publishedAt, PUT_EVENTS_MAX_BYTES, payloads !== undefined);
        if (prepared.outcome === "ready") {
          if (prepared.payload !== undefined) await payloads?.put(prepared.payload.key, prepared.payload.bytes);
          enriched.push({ source, detailType, detail: prepared.detail });
        } else reasons.push({ contract: detailType, violations: violationsOf(prepared) });
      }
      await quarantineRecord(record, reasons, { service: options.service, quarantine, log });
    }
    return enriched;
  };
  return async records => {
    dependencies ??= options.dependencies();
    try {
      return await enrich(records, dependencies);
    } catch (error) {
      throw new RepeatableError("The enrichment", error);
    }
  };
}
