import { parseArn } from "../../../kernel/arn.ts";
import { isObject, type Resource } from "../resources/resource.ts";
import { referenceTarget } from "../search/reference-target.ts";
import { isResourceType } from "../search/search-parameters.ts";

/** The request in a Subscription resource. */
export interface Subscription {
  /** Id of the SubscriptionTopic. */
  readonly topic: string;
  /** Address of the topic, as the resource has it. */
  readonly topicUrl: string;
  /** Search criteria of a type that a resource must fulfil: `Encounter?subject=Patient/1`. */
  readonly filters: readonly { readonly type: string; readonly criteria: string }[];
  /** ARN of the bus. */
  readonly bus: string;
  readonly content: "id-only" | "full-resource";
  /** When it ends by itself, in milliseconds since the epoch. */
  readonly end: number | undefined;
}

/** The triggers of a topic: interactions by resource type. */
export type TopicTriggers = Readonly<Record<string, readonly string[]>>;

/** A subscription that has been validated. */
export type ActiveSubscription = Subscription & { readonly triggers: TopicTriggers };

const PAYLOAD_CONTENT = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content";
const FILTER_CRITERIA = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-filter-criteria";

/**
 * Reads a Subscription resource of the R5 backport; a text says what is not supported or wrong.
 * https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-subscriptions.html
 */
export function readSubscription(resource: Resource): Subscription | string {
  const { criteria, channel, end } = resource;
  const target = referenceTarget(criteria);
  if (typeof criteria !== "string" || target?.type !== "SubscriptionTopic")
    return "criteria is not the address of a SubscriptionTopic";
  if (!isObject(channel)) return "there is no channel";
  if (channel.type !== "event-bridge") return "the channel is not event-bridge, the only one that the local cloud has";
  if (typeof channel.endpoint !== "string" || parseArn(channel.endpoint)?.service !== "events")
    return "the endpoint of the channel is not the ARN of an event bus";
  const content = extension(channel._payload, PAYLOAD_CONTENT)[0]?.valueCode ?? "id-only";
  if (content !== "id-only" && content !== "full-resource") return "the payload is neither id-only nor full-resource";
  const filters = extension(resource._criteria, FILTER_CRITERIA).map(({ valueString }) =>
    readFilter(String(valueString)),
  );
  if (filters.some(filter => filter === undefined)) return "a filter is not a search of a resource type";
  const endsAt = typeof end === "string" ? Date.parse(end) : undefined;
  return {
    topic: target.id,
    topicUrl: criteria,
    filters: filters.filter(filter => filter !== undefined),
    bus: channel.endpoint,
    content,
    end: Number.isNaN(endsAt) ? undefined : endsAt,
  };
}

/** The triggers in a SubscriptionTopic resource; a text says what is wrong with it. */
export function readTopic(resource: Resource, isSupported: (type: string) => boolean): TopicTriggers | string {
  const triggers = Array.isArray(resource.resourceTrigger) ? resource.resourceTrigger.filter(isObject) : [];
  if (triggers.length === 0) return "the topic has no resourceTrigger";
  const byType: Record<string, string[]> = {};
  for (const { resource: type, supportedInteraction } of triggers) {
    const name = String(type).split("/").at(-1) ?? "";
    if (!isSupported(name)) return "a resourceTrigger is not of a resource type that the data store takes";
    const interactions = Array.isArray(supportedInteraction) ? supportedInteraction : ["create", "update", "delete"];
    byType[name] = [...(byType[name] ?? []), ...interactions.map(String)];
  }
  return byType;
}

function extension(element: unknown, url: string): Record<string, unknown>[] {
  const extensions = isObject(element) && Array.isArray(element.extension) ? element.extension : [];
  return extensions.filter(isObject).filter(one => one.url === url);
}

function readFilter(text: string): { type: string; criteria: string } | undefined {
  const [type = "", criteria = ""] = text.split("?");
  return isResourceType(type) && criteria !== "" ? { type, criteria } : undefined;
}
