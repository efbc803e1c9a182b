import { parseJsonObject } from "../../../kernel/parse-json.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import type { PutEventsRequestEntry } from "../../../models/eventbridge-types.ts";
import { archiveEvent } from "../archives/archive-event.ts";
import { busExists } from "../buses/find-bus.ts";
import { acceptsEvent } from "../delivery/accept-event.ts";
import { routeEvent } from "../delivery/route-event.ts";
import { busName, DEFAULT_BUS } from "../event-arns.ts";
import { validation } from "../events-errors.ts";
import { type EventParts, writeEvent } from "./event.ts";

export type { PutEventsRequestEntry } from "../../../models/eventbridge-types.ts";

/** The result of one entry: an id, or an error. */
export interface PutEventsResultEntry {
  readonly EventId?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

/** Most entries in one request. See https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const MAXIMUM_ENTRIES = 10;

/**
 * Most bytes in all entries of one request. 1 MiB since 2026-01-29 (AWS Compute Blog, "More room to build"); pages of the
 * user guide still said 256 KB in 2026-11. Whether it holds for an entry or for the request is not settled: taken as the request's.
 */
export const MAXIMUM_REQUEST_BYTES = 1_048_576;

/**
 * Accepts events and delivers them to the targets of the rules that they match, joining the caller's transaction.
 * An entry that cannot be accepted gets an error of its own; `AwsError` only for requests that are refused as a whole.
 */
export function putEntries(
  context: CloudContext,
  entries: readonly PutEventsRequestEntry[],
  trace?: string,
): PutEventsResultEntry[] {
  if (entries.reduce((sum, entry) => sum + entryBytes(entry), 0) > MAXIMUM_REQUEST_BYTES)
    throw validation("Total size of the entries in the request is over the limit.");
  return context.store.transaction(() => entries.map(entry => putEntry(context, entry, { trace })));
}

/** Size of an entry as EventBridge counts it. See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
export function entryBytes(entry: PutEventsRequestEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ""), entry.Time === undefined ? 0 : 14);
}

/**
 * Accepts one event, or gives the error, joining the caller's transaction. One of an AWS service may have a source of `aws.`,
 * and needs its bus.
 */
export function putEntry(
  context: CloudContext,
  entry: PutEventsRequestEntry,
  { isOfService = false, trace }: { readonly isOfService?: boolean; readonly trace?: string | undefined } = {},
): PutEventsResultEntry {
  const fault = context.faults.entry?.("events", "PutEvents", entry);
  if (fault) return failed(fault.code, fault.message);
  const parts = readEntry(entry, isOfService);
  if (!("parsed" in parts)) return parts;
  const written = { ...writeEvent(context, parts), trace: validTrace(entry.TraceHeader ?? trace) };
  const bus = busName(context, entry.EventBusName);
  if (bus === undefined || !busExists(context, bus)) {
    if (isOfService) return failed("ResourceNotFoundException", "The event bus does not exist.");
    // AWS is reported to accept an event for a missing bus and to drop it.
    context.report({ kind: "events:dropped", name: entry.EventBusName ?? DEFAULT_BUS, count: 1 });
    return { EventId: written.event.id };
  }
  context.report({ kind: "events:accepted", name: bus, count: 1, bodies: () => [written.text] });
  if (acceptsEvent(context, bus, written)) {
    archiveEvent(context, bus, written);
    routeEvent(context, bus, written, 0);
  }
  return { EventId: written.event.id };
}

/**
 * The entry's own header goes before the request's, and one that X-Ray does not know is dropped.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-related-service-xray.html
 */
function validTrace(header: string | undefined): string | undefined {
  return header !== undefined && /(^|;)Root=1-[0-9a-f]{8}-[0-9a-f]{24}(;|$)/.test(header) ? header : undefined;
}

function readEntry(entry: PutEventsRequestEntry, isOfService: boolean): EventParts | PutEventsResultEntry {
  const { Source, DetailType, Detail, Resources = [], Time } = entry;
  if (!Source) return missing("Source");
  if (!DetailType) return missing("DetailType");
  if (!Detail) return missing("Detail");
  if (Source.startsWith("aws.") && !isOfService)
    return failed("NotAuthorizedForSourceException", "Not authorized for the source.");
  if (Time !== undefined && !(typeof Time === "number" && Math.abs(Time) <= 8.64e12))
    return failed("InvalidArgument", "Parameter Time is not valid. Reason: Time is not a timestamp.");
  const parsed = parseJsonObject(Detail);
  if (!parsed) return failed("MalformedDetail", "Detail is malformed.");
  return { source: Source, detailType: DetailType, detail: Detail, parsed, resources: Resources, time: Time };
}

function missing(name: string): PutEventsResultEntry {
  return failed("InvalidArgument", `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
}

function failed(ErrorCode: string, ErrorMessage: string): PutEventsResultEntry {
  return { ErrorCode, ErrorMessage };
}
