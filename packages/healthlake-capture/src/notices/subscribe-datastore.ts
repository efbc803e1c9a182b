import type { FhirClient } from "@tributary/healthlake/fhir-client";
import { isCaptured } from "../versions/resource-changes.ts";

/** Names the topic for people; what subscribes is its URL in the data store. */
const TOPIC = { url: "https://tributary.example/topics/every-change", title: "Every change of every resource" };

/**
 * Subscribes a bus to every change of the data store's types, ids only. A further call keeps a subscription that works or is
 * being activated, and replaces one that does not. The subscription becomes active minutes later; the call does not wait for
 * it.
 * https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-subscriptions-lifecycle.html
 */
export async function subscribeDatastore(client: FhirClient, busArn: string): Promise<{ readonly created: boolean }> {
  let works = false;
  for await (const { id, status } of client.search("Subscription", { url: busArn })) {
    if (status === "requested" || status === "active") works = true;
    else if (id !== undefined) await client.unsubscribe(id);
  }
  if (works) return { created: false };
  const { topic } = await client.createTopic({ ...TOPIC, types: (await client.supportedTypes()).filter(isCaptured) });
  await client.subscribe({ topic, busArn, payload: "id-only", reason: TOPIC.title });
  return { created: true };
}
