import type { Validation, Violation } from "@tributary/contract/event-contract";
import { asRecord, type Json, listOf } from "./json.ts";

/** A FHIR subscription's notice: the resources that changed, each under its event number. */
export interface FhirNotice {
  readonly subscriptionId: string;
  /** None in a handshake or a heartbeat. */
  readonly changes: readonly NoticedChange[];
}

/** One changed resource. The notice does not reliably say what happened to it. */
export interface NoticedChange {
  /** Counts the events of the subscription from 1, without gaps. */
  readonly eventNumber: number;
  readonly resourceType: string;
  readonly id: string;
  /** RFC 3339. */
  readonly at?: string;
}

/**
 * AWS does not document how EventBridge wraps the notification of a subscription (2026-11-21), so it is known by its content:
 * the Bundle of the Subscriptions R5 Backport, which begins with its status; that deep in the event at most, as JSON or as a text of JSON.
 */
const DEPTH = 4;

/** Names that may be told of what wraps it; others are the sender's, and may be values. */
const WRAPPERS = new Set(["detail"]);

/**
 * The notification in a HealthLake event, however it is wrapped, or the violations of a malformed one. Never throws.
 * https://hl7.org/fhir/uv/subscriptions-backport/notifications.html
 */
export function fhirNotice(event: unknown): Validation<FhirNotice> {
  const bundle = findBundle(event, "", DEPTH);
  if (bundle === undefined)
    return refuse("/detail", "contains", "must hold a Bundle that begins with a subscription's status");
  const entries = listOf(bundle.value.entry);
  const status = asRecord(asRecord(entries[0]).resource);
  const at = `${bundle.pointer}/entry/0/resource`;
  const read = status.resourceType === "Parameters" ? readParameters(status) : readStatus(status);
  const subscriptionId = referenced(read.subscription)?.id;
  if (subscriptionId === undefined) return refuse(at, "required", "must refer to its subscription");
  const violations: Violation[] = [];
  const changes = read.events.flatMap(({ number, timestamp, focus }, index): NoticedChange[] => {
    const told = referenced(focus) ?? referenced(asRecord(entries[index + 1]).fullUrl);
    const eventNumber = Number(number);
    if (!Number.isSafeInteger(eventNumber) || eventNumber < 1)
      violations.push({ pointer: at, keyword: "minimum", message: `event ${index} must have a number from 1` });
    if (told === undefined)
      violations.push({ pointer: at, keyword: "required", message: `event ${index} must refer to a resource` });
    if (told === undefined || violations.length > 0) return [];
    return [{ eventNumber, ...told, ...(typeof timestamp === "string" && { at: timestamp }) }];
  });
  return violations.length > 0 ? { valid: false, violations } : { valid: true, value: { subscriptionId, changes } };
}

interface StatusRead {
  readonly subscription: unknown;
  readonly events: readonly { readonly number: unknown; readonly timestamp: unknown; readonly focus: unknown }[];
}

/** As R4 has it. */
function readParameters({ parameter }: Json): StatusRead {
  const parameters = listOf(parameter).map(asRecord);
  const one = (parts: readonly Json[], name: string) => parameterValue(parts.find(part => part.name === name));
  return {
    subscription: one(parameters, "subscription"),
    events: parameters
      .filter(({ name }) => name === "notification-event")
      .map(({ part }) => {
        const parts = listOf(part).map(asRecord);
        return {
          number: one(parts, "event-number"),
          timestamp: one(parts, "timestamp"),
          focus: one(parts, "focus"),
        };
      }),
  };
}

/** As R4B and R5 have it. */
function readStatus({ subscription, notificationEvent }: Json): StatusRead {
  return {
    subscription,
    events: listOf(notificationEvent)
      .map(asRecord)
      .map(({ eventNumber, timestamp, focus }) => ({ number: eventNumber, timestamp, focus })),
  };
}

/** Of a parameter: whatever type of value it has. */
function parameterValue(parameter: Json | undefined): unknown {
  const name = Object.keys(parameter ?? {}).find(key => key.startsWith("value"));
  return name === undefined ? undefined : parameter?.[name];
}

/** Type and id in a reference, or in its text: relative, absolute, of a version or not. */
function referenced(value: unknown): { readonly resourceType: string; readonly id: string } | undefined {
  const text = typeof value === "string" ? value : asRecord(value).reference;
  if (typeof text !== "string") return undefined;
  const found = /(?:^|\/)([A-Z][A-Za-z]{0,63})\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/.exec(text);
  return found ? { resourceType: found[1]!, id: found[2]! } : undefined;
}

function findBundle(value: unknown, pointer: string, depth: number): { pointer: string; value: Json } | undefined {
  if (typeof value === "string") return value.startsWith("{") ? findBundle(parsed(value), pointer, depth) : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const record = value as Json;
  const first = asRecord(asRecord(listOf(record.entry)[0]).resource).resourceType;
  if (record.resourceType === "Bundle" && (first === "Parameters" || first === "SubscriptionStatus"))
    return { pointer, value: record };
  if (depth === 0) return undefined;
  for (const [name, inner] of Object.entries(record)) {
    const found = findBundle(inner, `${pointer}/${WRAPPERS.has(name) ? name : "*"}`, depth - 1);
    if (found) return found;
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(pointer: string, keyword: string, message: string): Validation<never> {
  return { valid: false, violations: [{ pointer, keyword, message }] };
}
