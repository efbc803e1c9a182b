import type {
  EventContract,
  EventDetail,
  EventMetadata,
  Validation,
  Violation,
} from "@tributary/contract/event-contract";

import { bareDetail } from "./bare-event.ts";

/** What a contract shows of a value that its producers may not write. */
const MALFORMED = "[malformed]";

/** An event for a handler: valid and typed by its contract. */
export interface IncomingEvent<Detail extends EventDetail = EventDetail> {
  readonly contract: EventContract<Detail>;
  readonly metadata: Detail["metadata"];
  readonly data: Detail["data"];
}

/** The readable parts of a message that cannot be handled. */
export interface Refusal {
  readonly contract?: string;
  readonly violations: readonly Violation[];
}

/** An event with a known contract, not validated yet. */
export interface ReadEvent {
  readonly contract: EventContract;
  readonly detail: unknown;
}

/**
 * The event in the body of a message that EventBridge delivered: a whole envelope, or only a `detail` if the target has an
 * input path. Only the contract of its own detail-type and source is tried.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 */
export function readEvent(
  body: string,
  contracts: readonly EventContract[],
): ({ readonly valid: true } & ReadEvent) | ({ readonly valid: false } & Refusal) {
  const refuse = (violation: Violation) => ({ valid: false as const, violations: [violation] });
  let envelope: unknown;
  try {
    envelope = JSON.parse(body);
  } catch {
    return refuse({ pointer: "", keyword: "parse", message: "must be JSON" });
  }
  if (!isRecord(envelope)) return refuse({ pointer: "", keyword: "type", message: "must be an event envelope" });

  const bare = isRecord(envelope.metadata) && ("data" in envelope || "claimCheck" in envelope);
  const detail = bare ? envelope : envelope.detail;
  const schema = bare && isRecord(envelope.metadata) ? envelope.metadata.dataschema : undefined;
  const { "detail-type": detailType, source } = envelope;
  if (!bare && (typeof detailType !== "string" || typeof source !== "string"))
    return refuse({ pointer: "", keyword: "required", message: "must have a detail-type and a source" });
  const contract = contracts.find(one =>
    bare ? one.schemaId === schema : one.detailType === detailType && one.source === source,
  );
  if (contract === undefined)
    return refuse(
      bare
        ? { pointer: "/metadata/dataschema", keyword: "enum", message: "must be a contract that is received here" }
        : { pointer: "/detail-type", keyword: "enum", message: "must, with its source, be received here" },
    );
  if (contract.bare !== true) return { valid: true, contract, detail };
  if (typeof envelope.id !== "string")
    return refuse({ pointer: "/id", keyword: "required", message: "must be the id that EventBridge gave the event" });
  return { valid: true, contract, detail: bareDetail(envelope, contract) };
}

/** The event, tolerantly validated. */
export function judgedEvent({
  contract,
  detail,
}: ReadEvent): { readonly valid: true; readonly event: IncomingEvent } | ({ readonly valid: false } & Refusal) {
  const verdict: Validation<EventDetail> = contract.tolerant(detail);
  if (!verdict.valid) return { valid: false, contract: contract.detailType, violations: verdict.violations };
  const { metadata, data } = verdict.value;
  return { valid: true, event: { contract, metadata: withFitIds(metadata, contract), data } };
}

/**
 * A consumer accepts older events whose ids were any text. Such an id is neither logged nor passed on: the event's own
 * takes its place.
 */
function withFitIds(metadata: EventMetadata, contract: EventContract): EventMetadata {
  const { metadata: shown } = contract.redact({ metadata }) as { metadata?: Record<string, unknown> };
  const isFit = (name: "correlationId" | "causationId") => shown?.[name] !== MALFORMED;
  if (isFit("correlationId") && isFit("causationId")) return metadata;
  const { eventId } = metadata;
  return {
    ...metadata,
    ...(isFit("correlationId") ? {} : { correlationId: eventId }),
    ...(isFit("causationId") ? {} : { causationId: eventId }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
