import type { FhirClient } from "@tributary/healthlake/fhir-client";
import { isCaptured } from "../versions/resource-changes.ts";

/** Names the topic for people; what subscribes is its URL in the data store. */
const TOPIC = { url: "https://tributary.example/topics/every-change", title: "Every change of every resource" };

/**
 * Has the data store tell a bus of every change of the types that it takes, by id alone. Called again it leaves a subscription that works, or is about
 * to, and replaces one that does not. It is active minutes later, which is not waited for.
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
