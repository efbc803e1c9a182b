import { readFileSync } from "node:fs";
import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { marshall } from "@aws-sdk/util-dynamodb";
import { type EraseOptions, eraseSubject } from "@tributary/cli/erase/erase-subject";
import { erasurePlaces } from "@tributary/cli/erase/erasure-places";
import type { PlaceReport } from "@tributary/cli/erase/place-report";
import { stageLinks } from "@tributary/cli/erase/stage-links";
import { AwsError } from "@tributary/local-cloud/kernel/aws-error";
import { afterEach, expect, it } from "vitest";
import { erasure as fhirSync } from "../../services/fhir-sync/dynamodb-erasure.ts";
import { mapping } from "../../services/fhir-sync/mapping.ts";
import { mappings as registered } from "../../services/fhir-sync/mappings.ts";
import { erasure as healthlakeChanges } from "../../services/healthlake-changes/erasure.ts";
import { erasure as patientRegistry } from "../../services/patient-registry/dynamodb-erasure.ts";
import { erasure as patientTimeline } from "../../services/patient-timeline/erasure.ts";
import { type Flow, startFlow } from "./flow.ts";
import { wholeStorage } from "./whole-storage.ts";

const GONE = "p-17";
const OTHER = "p-1"; // The key of the other is a part of it.
const CANARY = /canary/i;
const DAY = 24 * 60 * 60 * 1000;
const PERSON = "urn:tributary:demo:person";

/** Actions by the operations that are named otherwise, each of a version. */
const ACTIONS: Readonly<Record<string, string>> = {
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
  DeleteObject: "DeleteObjectVersion",
  GetObject: "GetObjectVersion",
  ListObjectVersions: "ListBucketVersions",
};

let flow: Flow | undefined;
afterEach(async () => {
  await flow?.cloud.stop();
  flow = undefined;
});

/** What the cloud refuses, by service, operation and what stands in the input. */
let refused: (service: string, operation: string, input: string) => boolean = () => false;

async function start({ file = "infra/graph.json", mappings = registered } = {}): Promise<Flow> {
  refused = () => false;
  flow = startFlow({
    file,
    behaviour: {},
    mappings,
    faults: {
      before(service, operation, input) {
        if (refused(service, operation, JSON.stringify(input)))
          throw new AwsError("ThrottlingException", "Canary: too many requests");
      },
    },
  });
  await flow.settle();
  return flow;
}

const erase = (of: Flow, more: Partial<EraseOptions> = {}, key = GONE) =>
  eraseSubject(key, {
    places: erasurePlaces(of.graph),
    links: stageLinks(of.graph, { AWS_ENDPOINT_URL: "http://localhost" }),
    erasures: [patientRegistry, patientTimeline, fhirSync, healthlakeChanges],
    ...{ apply: false, recreateArchives: false, now: of.clock.now, pace: async () => {}, waitSeconds: 0 },
    clients: { dynamodb: of.dynamodb, sqs: of.sqs, s3: of.s3, events: of.events },
    ...more,
  });

const counts = (reports: readonly PlaceReport[]) =>
  Object.fromEntries(
    reports.filter(({ found }) => found > 0).map(({ place, found, erased }) => [place, [found, erased]]),
  );
const problems = (reports: readonly PlaceReport[]) =>
  Object.fromEntries(reports.flatMap(({ place, problem }) => (problem ? [[place, problem]] : [])));

/** Items of the registry with everything that can be said of a person. */
function itemsOf(id: string, name: string) {
  const pk = `PATIENT#${id}`;
  const identifiers = [{ system: PERSON, value: `${name}-identifier` }];
  const telecom = [{ system: "phone", value: `${name}-phone` }];
  return [
    {
      ...{ pk, sk: pk, itemType: "Patient", patientId: id, familyName: name, givenNames: [name] },
      ...{ birthDate: "1974-12-25", identifiers, telecom },
    },
    { pk, sk: "ADDRESS#1", itemType: "Address", patientId: id, addressId: "1", lines: [`${name} street`], city: name },
  ];
}

async function put(of: Flow, id: string, name: string): Promise<void> {
  for (const item of itemsOf(id, name))
    await of.dynamodb.send(new PutItemCommand({ TableName: of.link("Registry"), Item: marshall(item) }));
}

async function remove(of: Flow, id: string): Promise<void> {
  for (const { pk, sk } of itemsOf(id, ""))
    await of.dynamodb.send(new DeleteItemCommand({ TableName: of.link("Registry"), Key: marshall({ pk, sk }) }));
}

/** A record of the registry's stream, as capture quarantines it and a failure destination gets it. */
const record = (id: string, name: string) => {
  const [item] = itemsOf(id, name);
  const { pk, sk, ...rest } = item!;
  return { eventName: "INSERT", dynamodb: { Keys: marshall({ pk, sk }), NewImage: marshall({ pk, sk, ...rest }) } };
};
const event = (id: string, name: string) => {
  const detail = {
    metadata: { subject: `Patient/${id}` },
    data: { key: { patientId: id }, after: { familyName: name } },
  };
  return JSON.stringify({ "detail-type": "PatientRecordChanged.v1", source: "tributary.patient-registry", detail });
};

/** Dead letters, quarantined records in several versions, a batch of both that the stream gave up, and reports. */
async function leaveRecords(of: Flow): Promise<void> {
  const idle = erasurePlaces(of.graph).queues.filter(({ reader }) => reader === undefined);
  for (const { name } of idle)
    for (const body of [event(GONE, "Canary"), event(OTHER, "Other")])
      await of.sqs.send(new SendMessageCommand({ QueueUrl: of.link(name), MessageBody: body }));
  const Bucket = of.link("Quarantine");
  const keep = (Key: string, Body: string) => of.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  await keep("patient-registry/2026-01-01/gone.json", JSON.stringify(record(GONE, "Canary one")));
  await keep("patient-registry/2026-01-01/gone.json", JSON.stringify(record(GONE, "Canary two")));
  await of.s3.send(new DeleteObjectCommand({ Bucket, Key: "patient-registry/2026-01-01/gone.json" }));
  await keep("patient-registry/2026-01-01/broken.json", `{"Keys": {"pk": {"S": "PATIENT#${GONE}"}}, "Canary`);
  await keep("patient-registry/2026-01-01/other.json", JSON.stringify(record(OTHER, "Other")));
  const payload = JSON.stringify({ Records: [record(GONE, "Canary"), record(OTHER, "Other")] });
  await keep("aws/lambda/1/shard/2026/01/01/batch", JSON.stringify({ version: "1.0", payload }));
  const report = { recordId: "0".repeat(32), objectKey: "patient-registry/2026-01-01/gone.json", bytes: 9 };
  const QueueUrl = of.link("QuarantineReports");
  await of.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(report) }));
}

/** Both patients everywhere; then one is deleted at the source, and as much time passes. */
async function leaveEverything({
  milliseconds = DAY + 60 * 60 * 1000,
  ...more
}: { readonly milliseconds?: number } & Parameters<typeof start>[0] = {}): Promise<Flow> {
  const of = await start(more);
  await put(of, GONE, "Canary");
  await put(of, OTHER, "Other");
  await of.settle();
  await put(of, GONE, "Canary again");
  await of.settle();
  await remove(of, GONE);
  await of.settle();
  await leaveRecords(of);
  await of.pass(milliseconds);
  await put(of, OTHER, "Other still");
  await of.settle();
  return of;
}

/**
 * Rows with anything of the erased patient's, and those that name its key; but of the data store's own history, and of the
 * registry's stream, which forgets after a day.
 */
function leftOf(of: Flow, apart = /^healthlake_/) {
  const rows = wholeStorage(of.cloud.context.store).filter(({ table }) => !apart.test(table));
  return {
    values: rows.filter(({ text }) => CANARY.test(text)).map(({ table }) => table),
    keys: rows.filter(({ text }) => text.includes(GONE)).map(({ table }) => table),
  };
}

const rowsOf = async (dynamodb: DynamoDBClient, TableName: string) =>
  (await dynamodb.send(new ScanCommand({ TableName }))).Items ?? [];

it.each(["infra/graph.json", "infra/graph.pipe.json"])(
  "erases a patient from every place of %s, all versions included, and nothing of another",
  async file => {
    const of = await leaveEverything({ file });
    const [archiveName = ""] = erasurePlaces(of.graph).archives;
    const before = leftOf(of);
    expect(new Set(before.values)).toEqual(
      new Set(["dynamodb_items", "events_archived", "s3_objects", "sqs_messages"]),
    );

    const seen = await erase(of);
    expect(counts(seen)).toEqual({
      ...{ RegistryPublished: [2, 0], FhirSyncState: [1, 0], FhirIdentities: [2, 0], Quarantine: [4, 0] },
      ...Object.fromEntries(
        erasurePlaces(of.graph)
          .queues.filter(({ reader }) => reader === undefined)
          .map(({ name }) => [name, [name === "QuarantineReports" ? 2 : 1, 0]]),
      ),
    });
    expect(leftOf(of)).toEqual(before);
    expect(problems(seen)).toEqual({ [archiveName]: expect.stringMatching(/^may hold events/) });

    const done = await erase(of, { apply: true, recreateArchives: true });
    expect(problems(done)).toEqual({});
    for (const [found, erased] of Object.values(counts(done))) expect(erased).toBe(found);
    const { values, keys } = leftOf(of);
    expect(values).toEqual([]);
    // Ids and sequences: three tombstones of the timeline with an index entry, and the state by which an event that comes late
    // is refused.
    const tombstones = ["dynamodb_items", "dynamodb_items", "dynamodb_items", "dynamodb_index_entries"];
    expect(keys.toSorted()).toEqual([...tombstones, "dynamodb_items"].sort());
    expect(
      of.cloud.context.store.prepare("SELECT count(*) AS n FROM s3_objects WHERE key LIKE '%gone%'").get(),
    ).toEqual({
      n: 0,
    });

    // The other patient is whole, and so is the rest of the batch.
    expect(await of.familyName(OTHER)).toBe("Other still");
    const others = wholeStorage(of.cloud.context.store).filter(({ text }) => text.includes('"Other'));
    const countOf = (table: string) => others.filter(row => row.table === table).length;
    const idle = erasurePlaces(of.graph).queues.filter(({ reader }) => reader === undefined);
    expect([countOf("sqs_messages"), countOf("s3_objects")]).toEqual([idle.length, 2]);

    const again = await erase(of, { apply: true });
    expect([counts(again), problems(again)]).toEqual([{}, {}]);
  },
);

it("erases what mappings made of the patient's items, and nothing of another's", async () => {
  const code = { text: "told" };
  const of = await leaveEverything({
    mappings: [
      ...registered,
      mapping("names", "PatientRecordChanged.v1", "Observation", ({ familyName = "" }) => ({
        ...{ resourceType: "Observation", status: "final", code, valueString: familyName },
      })),
      mapping("homes", "AddressChanged.v1", "Location", ({ city = "" }) => ({ resourceType: "Location", name: city })),
    ],
  });
  expect(counts(await erase(of))).toMatchObject({ FhirSyncState: [3, 0] });
  const done = await erase(of, { apply: true, recreateArchives: true });
  expect([counts(done).FhirSyncState, problems(done), leftOf(of).values]).toEqual([[3, 3], {}, []]);
  const others = await rowsOf(of.dynamodb, of.link("FhirSyncState"));
  const whole = others.filter(({ kept }) => kept?.S?.includes("Other"));
  expect(whole.map(({ pk }) => pk?.S).sort()).toEqual([
    ...["homes/Location#Patient/p-1/Address/1", "names/Observation#Patient/p-1", OTHER],
  ]);
  const again = await erase(of, { apply: true });
  expect([counts(again), problems(again)]).toEqual([{}, {}]);
});

it("erases nothing while the source of record holds the patient, or a consumer has not applied its deletion", async () => {
  const of = await start();
  await put(of, GONE, "Canary");
  await of.settle();
  await leaveRecords(of);
  const before = leftOf(of);
  const there = await erase(of, { apply: true, recreateArchives: true });
  expect(problems(there)).toMatchObject({
    Registry: "the source of record still holds the subject: delete it there first",
    Quarantine: "kept: the source of record still holds the subject",
    FhirSyncState: expect.stringMatching(/^its deletion has not arrived \(items that still hold the subject: 1\)/),
    "tributary-local-clinical": expect.stringMatching(/kept: the source of record still holds the subject$/),
  });
  expect(leftOf(of)).toEqual(before);

  refused = (_, operation, input) => operation === "BatchExecuteStatement" && input.includes("FhirSyncStateTable");
  await remove(of, GONE);
  await of.pass(60 * 60 * 1000);
  refused = () => false;
  const early = await erase(of, { apply: true });
  expect(problems(early)).toMatchObject({
    FhirSyncState: expect.stringMatching(/^its deletion has not arrived .*: wait for it, or redrive it/),
    FhirSyncDeadLetters: expect.stringMatching(/^kept: its deletion has not arrived everywhere/),
  });
  expect(counts(early).FhirSyncDeadLetters?.[1]).toBe(0);
});

it("waits for messages possibly about the patient in a queue with a reader, and for nothing else", async () => {
  const of = await leaveEverything({ milliseconds: 0 });
  for (const queue of ["TimelineQueue", "HealthLakeWindowsQueue", "RegistryComparisonQueue"])
    await of.sqs.send(new SendMessageCommand({ QueueUrl: of.link(queue), MessageBody: "{}", DelaySeconds: 600 }));
  const done = await erase(of, { apply: true, recreateArchives: true });
  expect(problems(done)).toEqual({
    TimelineQueue: expect.stringMatching(
      /^1 wait for .*, perhaps about the subject: .* after 2026-01-05T.* at the latest$/,
    ),
  });
  // What was sent before everything was published is gone by then, and this is something else.
  const later = of.clock.now() + 4 * DAY + 1_000;
  expect(problems(await erase(of, { now: () => later }))).toEqual({});
});

it.each([
  ["a bucket", "Quarantine", (service: string) => service === "s3"],
  ["a queue", "TimelineDeadLetters", (_: string, __: string, input: string) => input.includes("TimelineDeadLetters")],
  [
    "a table",
    "FhirIdentities",
    (_: string, operation: string, input: string) => operation === "Scan" && input.includes("FhirIdentities"),
  ],
] as const)(
  "names %s that cannot be reached, erases the rest, and the next run what is left",
  async (_, place, fails) => {
    const of = await leaveEverything();
    refused = fails;
    const first = await erase(of, { apply: true });
    expect(problems(first)[place]).toBe("failed with ThrottlingException: run again");
    expect(JSON.stringify(first)).not.toMatch(CANARY);
    expect(counts(first).RegistryPublished).toEqual([2, 2]);
    refused = () => false;
    await erase(of, { apply: true, recreateArchives: true });
    expect(leftOf(of).values).toEqual([]);
    const last = await erase(of);
    expect([counts(last), problems(last)]).toEqual([{}, {}]);
  },
);

it("finishes what a run that died at any call had begun, and loses nothing of another", async () => {
  // Until a run makes no more changes than are let through.
  for (let through = 0, isOver = false; !isOver; through += through < 12 ? 1 : 5) {
    const of = await leaveEverything({ milliseconds: 0 });
    let changes = 0;
    const changing =
      /^(PutItem|UpdateItem|DeleteItem|DeleteMessage|PutObject|DeleteObject|DeleteArchive|CreateArchive)$/;
    refused = (_, operation) => changing.test(operation) && changes++ >= through;
    await erase(of, { apply: true, recreateArchives: true });
    isOver = changes <= through;
    refused = () => false;
    // What the search hides shows again.
    await of.pass(11 * 60 * 1000);
    await erase(of, { apply: true, recreateArchives: true });
    expect(leftOf(of, /^healthlake_|stream_records$/).values).toEqual([]);
    expect(await of.familyName(OTHER)).toBe("Other still");
    const claims = await rowsOf(of.dynamodb, of.link("FhirIdentities"));
    // The other one has changed its identifier.
    expect(claims.flatMap(({ sk, isStated }) => (isStated?.BOOL === false ? [sk?.S] : []))).toEqual([`KEY#${OTHER}`]);
    const batches = of.cloud.context.store.prepare("SELECT body FROM s3_objects WHERE key LIKE 'aws/%'").all();
    expect(batches.map(({ body }) => Buffer.from(body as Uint8Array).toString())).toEqual([
      expect.stringContaining(`PATIENT#${OTHER}`),
    ]);
    await of.cloud.stop();
    flow = undefined;
  }
}, 120_000);

it("makes no calls but those that docs/erasure.md permits", async () => {
  const of = await leaveEverything({ milliseconds: 0 });
  const made = new Set<string>();
  refused = (service, operation) => {
    made.add(`${service}:${ACTIONS[operation] ?? operation}`);
    return false;
  };
  await erase(of, { apply: true, recreateArchives: true });
  const permissions = readFileSync(new URL("../../docs/erasure.md", import.meta.url), "utf8").split(
    "## Permissions",
  )[1];
  const permitted = [...(permissions ?? "").matchAll(/`((?:dynamodb|sqs|s3|events):[A-Za-z]+)`/g)].map(
    ([, action]) => action,
  );
  expect([...made].sort()).toEqual([...new Set(permitted)].sort());
});

it("rejects late events, and accepts a returning patient", async () => {
  const of = await leaveEverything();
  await erase(of, { apply: true, recreateArchives: true });
  const late = of.cloud.context.store.prepare("SELECT count(*) AS n FROM events_archived").get();
  expect(late).toEqual({ n: 0 });
  const stale = {
    metadata: {
      ...{ eventId: "a".repeat(32), occurredAt: "2026-01-01T08:00:00.000Z", publishedAt: "2026-01-01T08:00:00.000Z" },
      ...{
        subject: `Patient/${GONE}`,
        sequence: "1".padStart(40, "0"),
        correlationId: "request-1",
        causationId: "change-1",
      },
      dataschema: "urn:tributary:contract:PatientRecordChanged.v1",
    },
    data: {
      ...{ change: "created", key: { patientId: GONE }, origin: "change" },
      after: { patientId: GONE, familyName: "Canary", givenNames: [], identifiers: [], telecom: [] },
    },
  };
  for (const queue of ["TimelineQueue", "FhirSyncQueue", "RegistryPublishedQueue"]) {
    const body = { "detail-type": "PatientRecordChanged.v1", source: "tributary.patient-registry", detail: stale };
    await of.sqs.send(new SendMessageCommand({ QueueUrl: of.link(queue), MessageBody: JSON.stringify(body) }));
  }
  await of.settle();
  expect(await of.familyName(GONE)).toBe("deleted");
  const Key = { pk: { S: GONE } };
  const { Item } = await of.dynamodb.send(new GetItemCommand({ TableName: of.link("FhirSyncState"), Key }));
  expect(JSON.stringify(Item)).not.toMatch(CANARY);

  await put(of, GONE, "Back");
  await of.settle();
  expect(await of.familyName(GONE)).toBe("Back");
  expect(
    (await rowsOf(of.dynamodb, of.link("RegistryPublished"))).filter(({ image }) => image?.S?.includes("Back")),
  ).toHaveLength(2);
});
