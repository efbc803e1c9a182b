import { fhirOf, hearBus, type Json, openHealthLake, PLACE } from "@tributary/testkit/open-healthlake";
import { describe, expect, it } from "vitest";
import { deployKey } from "../../authorization/keys-fixture.ts";
import { AwsError } from "../../kernel/aws-error.ts";
import type { HealthLakeBehaviour } from "./behaviour.ts";

const backport = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition";
const busArn = `arn:aws:events:${PLACE.region}:${PLACE.account}:event-bus/clinic`;

const topic = (id: string, ...resources: string[]) => ({
  resourceType: "SubscriptionTopic",
  id,
  status: "unknown",
  version: "1.0.0-fhir.r4b",
  resourceTrigger: resources.map(resource => ({ resource, supportedInteraction: ["create", "update", "delete"] })),
});
const subscription = (datastoreId: string, { filter = "", payload = "id-only", ...more }: Json = {}) => ({
  resourceType: "Subscription",
  id: "s1",
  meta: { profile: [`${backport}/backport-subscription`] },
  status: "requested",
  reason: "To tell of changes",
  criteria: `https://healthlake.us-east-1.amazonaws.com/datastore/${datastoreId}/r4/SubscriptionTopic/t1`,
  ...(filter !== "" && {
    _criteria: { extension: [{ url: `${backport}/backport-filter-criteria`, valueString: filter }] },
  }),
  channel: {
    type: "event-bridge",
    endpoint: busArn,
    payload: "application/fhir+json",
    _payload: { extension: [{ url: `${backport}/backport-payload-content`, valueCode: payload }] },
  },
  ...more,
});

/** A data store with an active subscription to patients, and what the bus heard of it. */
async function subscribed(behaviour: Partial<HealthLakeBehaviour> = {}, wanted: Json = {}, faults = {}) {
  const lake = openHealthLake({ cloudTrail: false, subscriptionActivationMs: 300_000, ...behaviour }, { faults });
  const { context } = lake.cloud;
  context.call("events", "CreateEventBus", { Name: "clinic" });
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "h",
        Effect: "Allow",
        Principal: { Service: "healthlake.amazonaws.com" },
        Action: "events:PutEvents",
        Resource: busArn,
      },
    ],
  });
  context.call("events", "PutPermission", { EventBusName: "clinic", Policy });
  const heard = hearBus(lake.cloud, "clinic");
  await lake.send("PUT", "SubscriptionTopic/t1", topic("t1", "Patient"));
  await lake.send("PUT", "Subscription/s1", subscription(lake.datastoreId, wanted));
  await lake.clock.advance(300_000);
  return { ...lake, heard };
}

const patient = (more = {}) => ({ resourceType: "Patient", id: "p1", ...more });
const status = (bundle: Json) =>
  Object.fromEntries(
    bundle.entry[0].resource.parameter
      .flatMap((one: Json) => one.part ?? [one])
      .map((one: Json) => [
        one.name,
        one.valueString ?? one.valueReference?.reference ?? one.valueCode ?? one.valueInstant,
      ]),
  );

describe("a subscription", () => {
  it("is validated for a while, and active from then on", async () => {
    const lake = await subscribed();
    const { body } = await lake.get("Subscription/s1/_history");
    expect(body.entry.map((entry: Json) => entry.resource.status)).toEqual(["active", "requested"]);
  });

  it("notifies the bus of each create, update and delete, numbered from 1", async () => {
    const { send, clock, heard, datastoreId } = await subscribed();
    await send("PUT", "Patient/p1", patient());
    await send("PUT", "Patient/p1", patient({ active: true }));
    await send("DELETE", "Patient/p1");
    await send("PUT", "Organization/o", { resourceType: "Organization", id: "o", name: "Clinic" });
    await clock.advance(0);
    const events = heard();
    expect(events).toHaveLength(3);
    expect(events[0]).toMatchObject({
      source: "aws.healthlake",
      resources: [`arn:aws:healthlake:us-east-1:${PLACE.account}:datastore/fhir/${datastoreId}`],
      detail: { resourceType: "Bundle", type: "history" },
    });
    expect(events.map((event: Json) => status(event.detail)["event-number"])).toEqual(["1", "2", "3"]);
    const base = `https://healthlake.us-east-1.amazonaws.com/datastore/${datastoreId}/r4/`;
    expect(status(events[2].detail)).toMatchObject({
      subscription: `${base}Subscription/s1`,
      type: "event-notification",
      "events-since-subscription-start": "3",
      focus: `${base}Patient/p1`,
    });
    expect(events.map((event: Json) => event.detail.entry[1].request.method)).toEqual(["PUT", "PUT", "DELETE"]);
    expect(events.every((event: Json) => event.detail.entry[1].resource === undefined)).toBe(true);
  });

  it("carries the resource when it is to, and up to 256 KB", async () => {
    const { send, clock, heard } = await subscribed({}, { payload: "full-resource" });
    const carried = async (letters: number) => {
      await send("PUT", "Patient/p1", patient({ name: [{ text: "x".repeat(letters) }] }));
      await clock.advance(0);
      return heard().at(-1).detail.entry[1].resource as Json;
    };
    const bytesAround = JSON.stringify(await carried(1)).length - 1;
    const most = 256 * 1024 - bytesAround;
    expect(await carried(most)).toMatchObject({ name: [{ text: "x".repeat(most) }] });
    expect(await carried(most + 1)).toBeUndefined();
  });

  it("tells of what passes its filter alone, and of its delete", async () => {
    const { send, clock, heard } = await subscribed({ indexLagMs: 5_000 }, { filter: "Patient?gender=female" });
    await send("PUT", "Patient/p1", patient({ gender: "male" }));
    await send("PUT", "Patient/p1", patient({ gender: "female" }));
    await send("DELETE", "Patient/p1");
    await clock.advance(0);
    expect(heard().map((event: Json) => event.detail.entry[1].request.method)).toEqual(["PUT", "DELETE"]);
  });

  it.each<[string, Json, string, Partial<HealthLakeBehaviour>?]>([
    ["no bus", { channel: { type: "event-bridge", endpoint: `${busArn}-other` } }, "bus does not exist"],
    ["another channel", { channel: { type: "rest-hook", endpoint: "https://example.org" } }, "event-bridge"],
    ["a type that the data store does not take", {}, "that the data store takes", { supportedTypes: ["Basic"] }],
    ["no topic", { criteria: "SubscriptionTopic/other" }, "no such SubscriptionTopic"],
    ["a filter that cannot be searched by", { filter: "Patient?colour=red" }, "colour"],
  ])("ends in error for %s, and says why", async (_what, wanted, reason, behaviour = {}) => {
    const { get, send, clock, heard } = await subscribed(behaviour, wanted);
    const { body } = await get("Subscription/s1");
    expect(body.status).toBe("error");
    expect(body.error).toContain(reason);
    await send("PUT", "Patient/p1", patient());
    await clock.advance(0);
    expect(heard()).toEqual([]);
  });

  it("needs a bus under the key of its data store, which lets HealthLake use it", async () => {
    const { cloud, clock } = openHealthLake({ subscriptionActivationMs: 0, creationMs: 0 });
    const { context } = cloud;
    const trusted = { Effect: "Allow", Principal: { Service: "healthlake.amazonaws.com" } };
    const keyFor = (id: string, Action: string[]) =>
      deployKey(context, id, { policy: JSON.stringify({ Statement: [{ ...trusted, Action, Resource: "*" }] }) });
    const [open, closed] = [keyFor("open", ["kms:GenerateDataKey", "kms:Decrypt"]), keyFor("closed", ["kms:Sign"])];
    context.call("events", "CreateEventBus", { Name: "clinic" });
    const puts = { ...trusted, Sid: "h", Action: "events:PutEvents", Resource: busArn };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [puts] });
    context.call("events", "PutPermission", { EventBusName: "clinic", Policy });
    context.call("events", "PutRule", { EventBusName: "clinic", Name: "all", EventPattern: '{"source":["a"]}' });
    let made = 0;
    const errorOf = async (KmsKeyId: string, busKey?: string) => {
      context.call("events", "UpdateEventBus", { Name: "clinic", ...(busKey && { KmsKeyIdentifier: busKey }) });
      const { DatastoreId } = context.call("healthlake", "CreateFHIRDatastore", {
        ...{ DatastoreTypeVersion: "R4", ClientToken: `${++made}` },
        SseConfiguration: { KmsEncryptionConfig: { CmkType: "CUSTOMER_MANAGED_KMS_KEY", KmsKeyId } },
      }) as { DatastoreId: string };
      const { send, get } = fhirOf(cloud, DatastoreId);
      await send("PUT", "SubscriptionTopic/t1", topic("t1", "Patient"));
      await send("PUT", "Subscription/s1", subscription(DatastoreId));
      await clock.advance(0);
      return (await get("Subscription/s1")).body.error;
    };
    expect(await errorOf(open, open)).toBeUndefined();
    expect(await errorOf(open)).toContain("not encrypted with the key of the data store");
    expect(await errorOf(open, closed)).toContain("not encrypted with the key of the data store");
    expect(await errorOf(closed, closed)).toContain("does not let healthlake.amazonaws.com use it");
  });

  it("needs a bus that trusts HealthLake and has a rule", async () => {
    const lake = openHealthLake({ subscriptionActivationMs: 0 });
    const { context } = lake.cloud;
    context.call("events", "CreateEventBus", { Name: "clinic" });
    await lake.send("PUT", "SubscriptionTopic/t1", topic("t1", "Patient"));
    const request = async () => {
      await lake.send("PUT", "Subscription/s1", subscription(lake.datastoreId));
      await lake.clock.advance(0);
      return (await lake.get("Subscription/s1")).body.error;
    };
    expect(await request()).toContain("healthlake.amazonaws.com");
    context.call("events", "PutPermission", {
      EventBusName: "clinic",
      Policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "h",
            Effect: "Allow",
            Principal: { Service: "healthlake.amazonaws.com" },
            Action: "events:PutEvents",
            Resource: busArn,
          },
        ],
      }),
    });
    expect(await request()).toContain("rule");
  });

  it("ends by itself, and when deleted", async () => {
    const ends = await subscribed({}, { end: "2026-01-01T01:00:00Z" });
    await ends.clock.advance(3_600_000);
    expect((await ends.get("Subscription/s1")).body.status).toBe("off");
    await ends.send("PUT", "Patient/p1", patient());
    const deleted = await subscribed();
    await deleted.send("DELETE", "Subscription/s1");
    await deleted.send("PUT", "Patient/p1", patient());
    await deleted.clock.advance(1_000);
    await ends.clock.advance(1_000);
    expect([...ends.heard(), ...deleted.heard()]).toEqual([]);
  });

  it("loses, doubles and delays notices on demand", async () => {
    const { send, clock, heard } = await subscribed({
      notice: notice => {
        if (notice.kind !== "subscription") return undefined;
        return { "1": { copies: 0 }, "2": { copies: 2 }, "3": { delayMs: 1_000 } }[notice.version.versionId];
      },
    });
    for (let i = 0; i < 4; i++) await send("PUT", "Patient/p1", patient());
    await clock.advance(1_000);
    expect(heard().map((event: Json) => status(event.detail)["event-number"])).toEqual(["2", "2", "4", "3"]);
  });

  it("retries events that the bus rejects", async () => {
    let refusals = 3;
    const entry = () => (refusals-- > 0 ? { code: "InternalFailure", message: "Later." } : undefined);
    const { send, clock, heard, activities } = await subscribed({}, {}, { entry });
    refusals = 3;
    await send("PUT", "Patient/p1", patient());
    await clock.advance(500);
    expect(heard()).toEqual([]);
    await clock.advance(60_000);
    expect(heard()).toHaveLength(1);
    expect(activities.filter(({ kind }) => kind === "healthlake:notified").length).toBeGreaterThan(0);
  });

  it("gets nothing from a rolled-back transaction", async () => {
    const { send, clock, heard } = await subscribed();
    await send("POST", "", {
      resourceType: "Bundle",
      type: "transaction",
      entry: [
        { request: { method: "PUT", url: "Patient/p1" }, resource: patient() },
        { request: { method: "DELETE", url: "Patient/nobody" } },
        { request: { method: "GET", url: "Patient/nobody" } },
      ],
    });
    await clock.advance(1_000);
    expect(heard()).toEqual([]);
  });
});

describe("CloudTrail", () => {
  it("records each call that changes data on the default bus, and hides the id", async () => {
    const lake = openHealthLake();
    const heard = hearBus(lake.cloud, "default", { "detail-type": ["AWS API Call via CloudTrail"] });
    await lake.send("POST", "Patient", { resourceType: "Patient" });
    await lake.send("PUT", "Patient/p1", patient());
    await lake.send("PATCH", "Patient/p1", [{ op: "add", path: "/active", value: true }], {
      "content-type": "application/json-patch+json",
    });
    await lake.send("PUT", "Patient/p1", patient(), { "if-match": 'W/"1"' });
    await lake.send("DELETE", "Patient/p1");
    await lake.send("POST", "", { resourceType: "Bundle", type: "batch", entry: [] });
    await lake.get("Patient/p1");
    expect(heard()).toEqual([]);
    await lake.clock.advance(2_000);
    const events = heard();
    expect(
      events.map(({ detail }) => [
        detail.eventName,
        detail.requestParameters.resourceType,
        detail.responseElements.statusCode,
      ]),
    ).toEqual([
      ["CreateResource", "Patient", 201],
      ["UpdateResource", "Patient", 201],
      ["PatchResource", "Patient", 200],
      ["UpdateResource", "Patient", 412],
      ["DeleteResource", "Patient", 204],
      ["ProcessBundle", undefined, 200],
    ]);
    expect(events[1]).toMatchObject({
      source: "aws.healthlake",
      detail: {
        eventSource: "healthlake.amazonaws.com",
        requestParameters: { datastoreId: lake.datastoreId, resourceId: "HIDDEN_DUE_TO_SECURITY_REASONS" },
      },
    });
    expect(JSON.stringify(events)).not.toContain("p1");
  });
});

describe("faults on demand", () => {
  it("come from the FHIR endpoint as OperationOutcomes", async () => {
    const before = (service: string, operation: string) => {
      if (service === "healthlake-fhir" && operation === "ReadResource")
        throw new AwsError("ThrottlingException", "Rate exceeded", { status: 429 });
    };
    const { get } = openHealthLake({}, { faults: { before } });
    expect(await get("Patient/p1")).toMatchObject({
      status: 429,
      body: { resourceType: "OperationOutcome", issue: [{ code: "throttled" }] },
    });
  });
});
