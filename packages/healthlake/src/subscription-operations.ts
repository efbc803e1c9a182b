import type { Resource } from "@tributary/fhir/resource";
import { FhirError, isFhirError } from "./fhir-error.ts";
import { path, type Send } from "./fhir-request.ts";
import { IDEMPOTENCY_KEY } from "./headers.ts";
import { resourcePath } from "./resource-path.ts";
import {
  type SubscriptionRequest,
  type SubscriptionTopic,
  subscription,
  subscriptionTopic,
  type TopicRequest,
} from "./subscription-resources.ts";

/** A subscription in the data store. */
export interface SubscriptionState {
  readonly id: string;
  /** `requested` until the service has checked it, then `active`, or `error`; `off` when it is over. */
  readonly status: string;
  /** Why it does not work. */
  readonly error: string | undefined;
}

export interface ActivationOptions {
  readonly pollMs?: number;
  /** Activation takes five to ten minutes on AWS. */
  readonly maxWaitMs?: number;
}

/** Subscribes to changes (docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-subscriptions.html). */
export interface SubscriptionOperations {
  /** Creates a topic; `topic` is its URL in the data store, to subscribe to. */
  createTopic(request: TopicRequest): Promise<{ readonly id: string; readonly topic: string }>;
  deleteTopic(id: string): Promise<void>;
  subscribe(request: SubscriptionRequest): Promise<SubscriptionState>;
  describeSubscription(id: string): Promise<SubscriptionState>;
  /** Resolves with its state when it is active, in error or off, or when the time is over. */
  activation(id: string, options?: ActivationOptions): Promise<SubscriptionState>;
  /** Not an error if it no longer exists. */
  unsubscribe(id: string): Promise<void>;
}

interface SubscriptionDependencies {
  readonly send: Send;
  readonly base: URL;
  readonly newIdempotencyKey: () => string;
  readonly sleep: (ms: number) => Promise<void>;
}

export function subscriptionOperations(dependencies: SubscriptionDependencies): SubscriptionOperations {
  const { send, base, newIdempotencyKey, sleep } = dependencies;

  const create = async (resource: SubscriptionTopic | Resource<"Subscription">) => {
    const type = resource.resourceType;
    const interaction = `POST ${type}`;
    const headers = { [IDEMPOTENCY_KEY]: newIdempotencyKey() };
    const body = JSON.stringify(resource);
    const response = await send({ method: "POST", path: path(type), headers, body, interaction, repeatable: true });
    return stored(response.body, type, interaction);
  };

  const remove = async (type: string, id: string) => {
    try {
      await send({ method: "DELETE", ...resourcePath("DELETE", type, id), repeatable: true });
    } catch (error) {
      if (!isFhirError(error, "gone", "not-found")) throw error;
    }
  };

  const describeSubscription = async (id: string) => {
    const at = resourcePath("GET", "Subscription", id);
    const { body } = await send({ method: "GET", ...at, repeatable: true });
    return stateOf(stored(body, "Subscription", at.interaction));
  };

  return {
    createTopic: async request => {
      const { id } = await create(subscriptionTopic(request));
      return { id, topic: new URL(path("SubscriptionTopic", id), base).href };
    },
    deleteTopic: id => remove("SubscriptionTopic", id),
    subscribe: async request => stateOf(await create(subscription(request))),
    describeSubscription,
    activation: async (id, { pollMs = 15_000, maxWaitMs = 900_000 } = {}) => {
      for (let waitedMs = 0; ; waitedMs += pollMs) {
        const state = await describeSubscription(id);
        if (state.status !== "requested" || waitedMs >= maxWaitMs) return state;
        await sleep(pollMs);
      }
    },
    unsubscribe: id => remove("Subscription", id),
  };
}

type Stored = { readonly id: string; readonly status?: unknown; readonly error?: unknown };

function stored(body: unknown, type: string, interaction: string): Stored {
  const isStored =
    typeof body === "object" && body !== null && "resourceType" in body && body.resourceType === type && "id" in body;
  if (!isStored || typeof body.id !== "string") throw new FhirError({ kind: "unreadable", interaction });
  return body as Stored;
}

function stateOf({ id, status, error }: Stored): SubscriptionState {
  return { id, status: String(status), error: typeof error === "string" ? error : undefined };
}
