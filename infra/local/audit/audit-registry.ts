import { createHash } from "node:crypto";
import { outgoingEvents } from "@tributary/bus/change-mapping";
import { PUT_EVENTS_MAX_BYTES } from "@tributary/bus/pack-entries";
import { prepareEntry } from "@tributary/bus/prepare-entry";
import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import { readStream } from "@tributary/local-cloud/services/dynamodb/stream-log";
import { decide as decideEvents } from "../../../services/patient-registry/patient.ts";
import {
  decide as decideEntry,
  type RegistryDetail,
  type TimelineEntry,
} from "../../../services/patient-timeline/timeline.ts";
import type { Arrivals } from "./arrivals.ts";
import { type Listing, startListing } from "./listing.ts";

/** The outcome of every change that the registry's stream still holds (24 hours), matched by identity. */
export interface RegistryFindings {
  /** Changes in the stream. */
  readonly written: number;
  /** Changes of no published field, which send no event. */
  readonly unchanged: number;
  /** Changes whose event the consumer has applied, or for which it has a newer one. */
  readonly applied: number;
  /** Changes that are in the quarantine bucket, themselves or as events. */
  readonly quarantined: number;
  readonly missing: Listing<MissingChange>;
}

/** A change that was neither applied nor quarantined. Holds no key of a patient. */
export interface MissingChange {
  readonly sequenceNumber: string;
  /** Absent if the change should have been quarantined. */
  readonly eventId?: string;
}

/** The registry's stream, which the audit reads. */
export interface AuditedStream {
  readonly streamArn: string;
}

/** Records per read of the stream. */
const PAGE = 1_000;

/** Audits the registry: compares its stream with what was applied and quarantined. */
export function auditRegistry(context: CloudContext, where: AuditedStream, arrivals: Arrivals): RegistryFindings {
  const tally = { written: 0, unchanged: 0, applied: 0, quarantined: 0 };
  const missing = startListing<MissingChange>();
  let after: string | undefined;
  for (;;) {
    const records = readStream(context, where.streamArn, after, PAGE);
    for (const record of records) {
      const sequenceNumber = record.dynamodb.SequenceNumber;
      const expected = expectedOutcome(record);
      tally.written++;
      if (expected.kind === "nothing") tally.unchanged++;
      else {
        const outcome = outcomeOf(expected, arrivals);
        if (outcome !== undefined) tally[outcome]++;
        else missing.add({ sequenceNumber, ...(expected.kind === "event" && { eventId: expected.entry.eventId }) });
      }
      after = sequenceNumber;
    }
    if (records.length < PAGE) return { ...tally, missing: missing.listing() };
  }
}

type Expected =
  | { readonly kind: "nothing" }
  | { readonly kind: "event"; readonly entry: TimelineEntry }
  | { readonly kind: "quarantine"; readonly id: string };

/** A registry item maps to one event at most. */
function expectedOutcome(record: unknown): Expected {
  const events = outgoingEvents(record, decideEvents);
  const [event] = events.valid ? events.value : [];
  if (events.valid && !event) return { kind: "nothing" };
  const prepared = event && prepareEntry(event, new Date(0).toISOString(), PUT_EVENTS_MAX_BYTES);
  // The timeline receives everything that the registry sends.
  if (prepared?.outcome === "ready") return { kind: "event", entry: decideEntry(prepared.detail as RegistryDetail) };
  return { kind: "quarantine", id: createHash("sha256").update(JSON.stringify(record)).digest("hex").slice(0, 32) };
}

function outcomeOf(expected: Exclude<Expected, { kind: "nothing" }>, arrivals: Arrivals) {
  if (expected.kind === "event") return arrivals.outcomeOf(expected.entry);
  return arrivals.isQuarantined(expected.id) ? "quarantined" : undefined;
}
