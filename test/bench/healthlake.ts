import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { hex32 } from "@tributary/bus/event-id";
import { validateResource } from "@tributary/fhir/validate-resource";
import { createFhirClient } from "@tributary/healthlake/fhir-client";
import { fetchFrom } from "@tributary/healthlake/fhir-fetch-fixture";
import { type Cloud, createCloud } from "@tributary/local-cloud/cloud";
import { dynamodbService } from "@tributary/local-cloud/services/dynamodb/service";
import { tableClient } from "@tributary/local-cloud/services/dynamodb/table-fixture";
import { eventsService } from "@tributary/local-cloud/services/events/service";
import { healthlakeServices } from "@tributary/local-cloud/services/healthlake/service";
import { reconcile } from "../../services/healthlake-changes/reconcile.ts";
import { dynamodbLedger } from "../../services/healthlake-changes/store.ts";
import { startFlow } from "../flows/flow.ts";
import { median } from "./median.ts";

const ROUNDS = 5;
const LOADED = 2_000;
const BUNDLE = 100;
const CHANGES = 300;
const COMPARED = 100_000;

interface Row {
  readonly label: string;
  readonly value: string;
}

/** What capturing the changes of a data store costs: loading, publishing, remembering, comparing; each against a floor. */
export async function healthlake(): Promise<{ name: string; rows: Row[] }> {
  return {
    name: "HealthLake",
    rows: [...(await bundleLoad()), ...(await capture()), ...(await lagBySource()), ...(await comparison())],
  };
}

const observation = (id: string) => ({
  resourceType: "Observation" as const,
  id,
  status: "final" as const,
  code: { coding: [{ system: "http://loinc.org", code: "29463-7", display: "Body weight" }] },
  subject: { reference: "Patient/p-1" },
  effectiveDateTime: "2026-01-01T00:00:00Z",
  valueQuantity: { value: 71.5, unit: "kg", system: "http://unitsofmeasure.org", code: "kg" },
});

function openStore() {
  const cloud = createCloud({
    services: [
      ...healthlakeServices({ behaviour: { indexLagMs: 0, cloudTrail: false } }),
      eventsService,
      dynamodbService,
    ],
    ...{ storage: "memory", region: "us-east-1", account: "000000000000" },
  });
  const { DatastoreId } = cloud.context.call("healthlake", "CreateFHIRDatastore", { DatastoreTypeVersion: "R4" }) as {
    DatastoreId: string;
  };
  return { cloud, datastoreId: DatastoreId, client: clientOf(cloud, DatastoreId) };
}

function clientOf(cloud: Cloud, datastoreId: string) {
  return createFhirClient({
    ...{ region: "us-east-1", datastoreId, endpoint: "http://localhost", fetch: fetchFrom(cloud) },
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
  });
}

const puts = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const resource = observation(`o-${from + index}`);
    return { method: "PUT" as const, url: `Observation/${resource.id}`, resource };
  });

/** Against reading, validating and storing the same texts, a hundred in a transaction. */
async function bundleLoad(): Promise<Row[]> {
  const texts = puts(0, LOADED).map(({ resource }) => JSON.stringify(resource));
  const rounds: { store: number; floor: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { cloud, client } = openStore();
    const began = performance.now();
    for (let from = 0; from < LOADED; from += BUNDLE) await client.batch(puts(from, BUNDLE));
    const store = performance.now() - began;
    await cloud.stop();

    const database = new DatabaseSync(":memory:");
    database.exec("CREATE TABLE texts (id TEXT PRIMARY KEY, body TEXT)");
    const insert = database.prepare("INSERT INTO texts VALUES (?, ?)");
    const floorBegan = performance.now();
    for (let from = 0; from < LOADED; from += BUNDLE) {
      database.exec("BEGIN");
      for (const text of texts.slice(from, from + BUNDLE)) {
        const resource = JSON.parse(text) as { id: string };
        if (!validateResource(resource).valid) throw new Error("A resource of the benchmark is invalid.");
        insert.run(resource.id, text);
      }
      database.exec("COMMIT");
    }
    rounds.push({ store, floor: performance.now() - floorBegan });
    database.close();
  }
  const perSecond = LOADED / (median(rounds.map(({ store }) => store)) / 1_000);
  return [
    { label: `bundle load, ${BUNDLE} Observations a batch`, value: `${perSecond.toFixed(0)} resources/s` },
    {
      label: "  times the floor: the same texts parsed, validated and inserted",
      value: median(rounds.map(({ store, floor }) => store / floor)).toFixed(1),
    },
  ];
}

/** From write to applied through the whole graph in one process, against registry changes through the same; and the ledger's calls. */
async function capture(): Promise<Row[]> {
  const rounds: { fhir: number; registry: number }[] = [];
  const calls = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    const fhir = startFlow({
      behaviour: { cloudTrail: false },
      answered({ handler, operation }) {
        if (handler.endsWith(".notices")) calls.set(operation, (calls.get(operation) ?? 0) + 1);
      },
    });
    await fhir.settle();
    calls.clear();
    const began = performance.now();
    for (let from = 0; from < CHANGES; from += BUNDLE) await fhir.fhir.batch(puts(from, BUNDLE));
    await fhir.settle();
    const fhirMs = performance.now() - began;
    if (fhir.publishedChanges().length !== CHANGES) throw new Error("Not every version was published once.");
    await fhir.cloud.stop();

    const registry = startFlow();
    const registryBegan = performance.now();
    for (let index = 0; index < CHANGES; index++) await registry.putPatient(`p-${index}`, "Rivers");
    await registry.settle();
    rounds.push({ fhir: CHANGES / fhirMs, registry: CHANGES / (performance.now() - registryBegan) });
    await registry.cloud.stop();
  }
  const of = (name: string) => (calls.get(`DynamoDB_20120810.${name}`) ?? 0) / CHANGES;
  const writes = of("PutItem") + of("UpdateItem");
  return [
    {
      label: "changes/s in the data store, write to applied, one process",
      value: (median(rounds.map(({ fhir }) => fhir)) * 1_000).toFixed(0),
    },
    {
      label: "  ratio to the floor: changes of the registry's table, the same way",
      value: median(rounds.map(({ fhir, registry }) => fhir / registry)).toFixed(2),
    },
    { label: "ledger writes an event (floor: 1 conditional write)", value: writes.toFixed(2) },
    { label: "ledger reads an event, in calls of BatchGetItem", value: of("BatchGetItem").toFixed(2) },
    {
      label: "calls to the data store an event",
      value: ((calls.get("healthlake:ReadResource") ?? 0) / CHANGES).toFixed(2),
    },
  ];
}

/** On the virtual clock, with what the local HealthLake is told to take: what the source itself adds is seen against that floor. */
async function lagBySource(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [source, own] of [
    ["subscription", 0],
    ["cloudtrail", 2_000],
  ] as const) {
    const flow = startFlow({
      behaviour: {
        indexLagMs: 1_000,
        notice: ({ kind }) => ({ copies: kind === source ? 1 : 0 }),
      },
    });
    await flow.settle();
    for (let index = 0; index < CHANGES; index++) {
      await flow.fhir.update(observation(`o-${index}`));
      await flow.clock.advance(200);
    }
    await flow.settle();
    const lags = flow.cloud.context.store
      .prepare("SELECT event, archived_at FROM events_archived")
      .all()
      .map(({ event, archived_at: at }) => ({ event: JSON.parse(String(event)), at: Number(at) }))
      .filter(({ event }) => event["detail-type"] === "FhirResourceChanged.v1")
      .map(({ event, at }) => at - Date.parse(event.detail.data.lastUpdated))
      .sort((one, other) => one - other);
    await flow.cloud.stop();
    const at = (share: number) => `${((lags[Math.floor(lags.length * share)] ?? 0) / 1_000).toFixed(1)} s`;
    rows.push({
      label: `lag by ${source} alone, 5 writes/s, virtual time: p50, p99 (floor: ${own / 1_000} s until it tells)`,
      value: `${at(0.5)}, ${at(0.99)}`,
    });
  }
  return rows;
}

/** A store and a ledger that agree, compared; against paging through the same listing without comparing. */
async function comparison(): Promise<Row[]> {
  const storage = mkdtempSync(join(tmpdir(), "tributary-bench-"));
  const { cloud, client, datastoreId } = openStore();
  const dynamodb = await tableClient("Ledger", ["pk", "sk"], cloud);
  const ledger = dynamodbLedger({ table: "Ledger", client: dynamodb });
  for (let from = 0; from < COMPARED; from += BUNDLE) {
    await client.batch(puts(from, BUNDLE));
    const lastUpdated = new Date().toISOString();
    await Promise.all(
      puts(from, BUNDLE).map(({ resource: { id } }) =>
        ledger.advance({ datastoreId, resourceType: "Observation", id }, { versionId: 1, deleted: false, lastUpdated }),
      ),
    );
  }
  global.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);

  const pagingBegan = performance.now();
  let paged = 0;
  for await (const { matches } of client.searchPages("Observation", { _sort: "_lastUpdated", _count: 100 }))
    paged += matches.length;
  const pagingMs = performance.now() - pagingBegan;

  const began = performance.now();
  const unused = () => {
    throw new Error("Nothing was to be published.");
  };
  const { createVersionPublisher } = await import("../../services/healthlake-changes/publish-versions.ts");
  const log = { info() {}, warn() {}, error() {} };
  const slice = await reconcile(
    { types: ["Observation"] },
    {
      dependencies: {
        ...{ datastoreId, client, ledger, log, hash: hex32, now: Date.now },
        publishVersions: createVersionPublisher({
          ...{ datastoreId, ledger, log, reader: client, hash: hex32, now: Date.now },
          publish: async events => (events.length > 0 ? unused() : []),
          eventId: unused,
          quarantine: unused,
          sleep: async () => {},
        }),
      },
      deadline: Number.POSITIVE_INFINITY,
      lastPageBy: Number.POSITIVE_INFINITY,
    },
  );
  const compareMs = performance.now() - began;
  clearInterval(watch);
  await cloud.stop();
  rmSync(storage, { recursive: true, force: true });
  const listed = slice.counts.Observation?.listed;
  if (listed !== COMPARED || paged !== COMPARED) throw new Error(`${listed} and ${paged} were listed.`);
  return [
    {
      label: `comparison of ${COMPARED.toLocaleString("en-US")} resources`,
      value: `${(compareMs / 1_000).toFixed(1)} s`,
    },
    { label: "  times the floor: paging through the listing alone", value: (compareMs / pagingMs).toFixed(1) },
    { label: "  memory on top of the store's own", value: `${((peak - before) / 2 ** 20).toFixed(0)} MB` },
  ];
}
