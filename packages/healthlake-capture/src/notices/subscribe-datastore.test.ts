import { PLACE } from "@tributary/testkit/open-healthlake";
import { beforeEach, expect, test } from "vitest";
import { openSourceStore } from "../source-fixture.ts";
import { subscribeDatastore } from "./subscribe-datastore.ts";

const busArn = `arn:aws:events:${PLACE.region}:${PLACE.account}:event-bus/notices`;

let store: ReturnType<typeof openSourceStore>;
beforeEach(() => {
  store = openSourceStore({ behaviour: { cloudTrail: false } });
});
const subscribe = () => subscribeDatastore(store.client, busArn);
const subscriptions = async () => {
  await store.clock.advance(5_000); // Until it is in the index.
  return await Array.fromAsync(store.client.search("Subscription"));
};
const createBus = () => {
  const statement = {
    Effect: "Allow",
    Principal: { Service: "healthlake.amazonaws.com" },
    Action: "events:PutEvents",
    Resource: busArn,
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: "h", ...statement }] });
  const { context } = store.cloud;
  context.call("events", "CreateEventBus", { Name: "notices" });
  context.call("events", "PutPermission", { EventBusName: "notices", Policy });
  context.call("events", "PutRule", {
    Name: "all",
    EventBusName: "notices",
    EventPattern: JSON.stringify({ source: ["aws.healthlake"] }),
  });
};

test("subscribes to every change of every type, ids only", async () => {
  createBus();
  expect(await subscribe()).toEqual({ created: true });
  expect(await subscriptions()).toMatchObject([{ status: "active", channel: { endpoint: busArn } }]);
  const [topic] = await Array.fromAsync(store.client.search("SubscriptionTopic" as "Basic"));
  const { resourceTrigger } = topic as unknown as {
    resourceTrigger: { resource: string; supportedInteraction: string[] }[];
  };
  expect(resourceTrigger).toHaveLength(145);
  expect(resourceTrigger.map(({ resource }) => resource)).not.toContain("Subscription");
  expect(new Set(resourceTrigger.map(({ supportedInteraction }) => supportedInteraction.join()))).toEqual(
    new Set(["create,update,delete"]),
  );
});

test("subscribes to the types that the data store takes, and to no others", async () => {
  store = openSourceStore({ behaviour: { cloudTrail: false, supportedTypes: ["Patient", "Observation"] } });
  createBus();
  await subscribe();
  expect(await subscriptions()).toMatchObject([{ status: "active" }]);
  const [topic] = await Array.fromAsync(store.client.search("SubscriptionTopic" as "Basic"));
  expect(topic).toMatchObject({ resourceTrigger: [{ resource: "Observation" }, { resource: "Patient" }] });
});

test("leaves a subscription that works", async () => {
  createBus();
  await subscribe();
  const before = await subscriptions();
  expect(await subscribe()).toEqual({ created: false });
  expect(await subscriptions()).toEqual(before);
});

test("replaces a subscription that is in error", async () => {
  await subscribe();
  const [failed] = await subscriptions();
  expect(failed).toMatchObject({ status: "error" });
  createBus();
  expect(await subscribe()).toEqual({ created: true });
  expect(await subscriptions()).toMatchObject([{ status: "active", id: expect.not.stringMatching(`^${failed?.id}$`) }]);
});

test("leaves others' subscriptions alone", async () => {
  createBus();
  const others = busArn.replace("notices", "others");
  await subscribeDatastore(store.client, others);
  await subscriptions();
  expect(await subscribe()).toEqual({ created: true });
  expect(await subscriptions()).toHaveLength(2);
});
