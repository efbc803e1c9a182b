import type { Resource } from "@tributary/fhir/resource";

/** FHIR's Subscriptions R5 Backport, which HealthLake implements. */
const BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition";

/** A topic: which changes of which types to report. R4 has no such resource: it came with R4B. */
export interface SubscriptionTopic {
  readonly resourceType: "SubscriptionTopic";
  readonly id?: string;
  readonly url: string;
  readonly version?: string;
  readonly title?: string;
  readonly status: string;
  readonly resourceTrigger: readonly {
    readonly resource: string;
    readonly supportedInteraction: readonly ("create" | "update" | "delete")[];
  }[];
}

export interface TopicRequest {
  /** Its canonical name; any URL of ours. */
  readonly url: string;
  readonly title?: string;
  /** Names of resource types. */
  readonly types: readonly string[];
  /** All three unless given. */
  readonly interactions?: readonly ("create" | "update" | "delete")[];
}

export interface SubscriptionRequest {
  /** The topic's URL in the data store. */
  readonly topic: string;
  /** The event bus to notify. It must have a rule for the events, and let HealthLake put them. */
  readonly busArn: string;
  /** Ids keep clinical content off the bus; whole resources over 256 KB come as ids all the same. */
  readonly payload?: "id-only" | "full-resource";
  /** Only what matches: `Encounter?subject=Patient/123`. */
  readonly filters?: readonly string[];
  /** When it ends by itself. */
  readonly end?: string;
  readonly reason?: string;
}

/**
 * A topic in the service's form (docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-subscriptions-create.html).
 */
export function subscriptionTopic({ url, title, types, interactions }: TopicRequest): SubscriptionTopic {
  return {
    resourceType: "SubscriptionTopic",
    url,
    version: "1.0.0-fhir.r4b",
    ...(title !== undefined && { title }),
    status: "unknown",
    resourceTrigger: types.map(resource => ({
      resource,
      supportedInteraction: interactions ?? ["create", "update", "delete"],
    })),
  };
}

/** A subscription that notifies an event bus, in the service's form. It becomes active some minutes after its creation. */
export function subscription(request: SubscriptionRequest): Resource<"Subscription"> {
  const { topic, busArn, payload = "id-only", filters = [], end, reason } = request;
  const filterOf = (valueString: string) => ({ url: `${BACKPORT}/backport-filter-criteria`, valueString });
  const content = { url: `${BACKPORT}/backport-payload-content`, valueCode: payload };
  const channel = {
    // R4's closed list of channels lacks the service's own.
    type: "event-bridge" as "rest-hook",
    endpoint: busArn,
    payload: "application/fhir+json",
    _payload: { extension: [content] },
  };
  return {
    resourceType: "Subscription",
    meta: { profile: [`${BACKPORT}/backport-subscription`] },
    status: "requested",
    reason: reason ?? "Changes as events",
    criteria: topic,
    ...(filters.length > 0 && { _criteria: { extension: filters.map(filterOf) } }),
    channel,
    ...(end !== undefined && { end }),
  } as Resource<"Subscription">;
}
