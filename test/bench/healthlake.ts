import { DatabaseSync } from "node:sqlite";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { hex32 } from "@tributary/bus/event-id";
import { FhirResourceChangedV1 } from "@tributary/contracts/fhir-resource-changed.v1";
import { validateResource } from "@tributary/fhir/validate-resource";
import { createFhirClient, type FhirClient } from "@tributary/healthlake/fhir-client";
import { compareDatastore } from "@tributary/healthlake-capture/compare-datastore";
import { dynamodbLedger } from "@tributary/healthlake-capture/dynamodb-ledger";
import { createVersionPublisher } from "@tributary/healthlake-capture/publish-versions";
import { type Cloud, createCloud } from "@tributary/local-cloud/cloud";
import { dynamodbService } from "@tributary/local-cloud/services/dynamodb/service";
import { eventsService } from "@tributary/local-cloud/services/events/service";
import { healthlakeServices } from "@tributary/local-cloud/services/healthlake/service";
import { fetchFrom } from "@tributary/testkit/fetch-from";
import { tableClient } from "@tributary/testkit/table-client";
import { startFlow } from "../flows/flow.ts";
import { captureRate } from "./capture-rate.ts";
import { median } from "./median.ts";
import { observation, puts } from "./observations.ts";

const ROUNDS = 5;
const LOADED = 2_000;
const BUNDLE = 100;
const CHANGES = 300;
const COMPARED = 100_000;
/** Of the lags: between writes, until a source tells of one, between comparisons. */
const WRITE_MS = 200;
const NOTICE_MS = 500;
const RECORD_MS = 2_000;
const COMPARISON_MS = 10_000;

interface Row {
  readonly label: string;
  readonly value: string;
}

/** What capturing the changes of a data store costs: loading, publishing, remembering, comparing; each against a floor. */
export async function healthlake(): Promise<{ name: string; rows: Row[] }> {
  return {
    name: "HealthLake",
    rows: [
      ...(await bundleLoad()),
      ...(await captureRate()),
      ...(await callsOfCapture()),
      ...(await lagBySource()),
      ...(await comparison()),
    ],
  };
}

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

/** What the ledger and the data store are called for by changes that come together, per change. */
async function callsOfCapture(): Promise<Row[]> {
  const calls = new Map<string, number>();
  const written = { versions: 0, numbers: 0 };
  const flow = startFlow({
    behaviour: { cloudTrail: false },
    answered({ handler, operation, body }) {
      if (!handler.endsWith(".notices")) return;
      calls.set(operation, (calls.get(operation) ?? 0) + 1);
      if (operation.endsWith(".UpdateItem")) written.numbers++;
      if (!operation.endsWith(".BatchExecuteStatement")) return;
      for (const { Statement } of JSON.parse(body).Statements)
        written[Statement.includes('"numbers"') ? "numbers" : "versions"]++;
    },
  });
  await flow.settle();
  calls.clear();
  Object.assign(written, { versions: 0, numbers: 0 });
  for (let from = 0; from < CHANGES; from += BUNDLE) await flow.fhir.batch(puts(from, BUNDLE));
  await flow.settle();
  await flow.cloud.stop();
  const of = (name: string) => (calls.get(`DynamoDB_20120810.${name}`) ?? 0) / CHANGES;
  const dataStore =
    [...calls].filter(([name]) => name.startsWith("healthlake:")).reduce((sum, [, count]) => sum + count, 0) / CHANGES;
  return [
    {
      label: "ledger writes an event, times the floor of 1 conditional write",
      value: (written.versions / CHANGES).toFixed(2),
    },
    { label: "calls for the writes of 10 events", value: (10 * of("BatchExecuteStatement")).toFixed(2) },
    { label: "writes of event numbers an event, ten notices a batch", value: (written.numbers / CHANGES).toFixed(2) },
    {
      label: "ledger reads of 10 events, times the floor of 1 BatchGetItem",
      value: (10 * of("BatchGetItem")).toFixed(2),
    },
    { label: "calls to the data store an event, times the floor of 1 read by id", value: dataStore.toFixed(2) },
  ];
}

/** How each source comes to know of a write, and at what time at the earliest: its floor. Epoch milliseconds. */
const SOURCES = [
  { origin: "subscription", says: `a notice ${NOTICE_MS / 1_000} s later`, told: (at: number) => at + NOTICE_MS },
  { origin: "cloudtrail", says: `a record ${RECORD_MS / 1_000} s later`, told: (at: number) => at + RECORD_MS },
  {
    origin: "reconcile",
    says: `a comparison every ${COMPARISON_MS / 1_000} s`,
    told: (at: number) => Math.ceil((at + 1) / COMPARISON_MS) * COMPARISON_MS,
  },
] as const;

/** From a write to its event on the bus by each source alone, on the virtual clock; against the time until the source is told. */
async function lagBySource(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { origin, says, told } of SOURCES) {
    const flow = startFlow({
      behaviour: {
        indexLagMs: 1_000,
        notificationMs: NOTICE_MS,
        cloudTrailMs: RECORD_MS,
        notice: ({ kind }) => ({ copies: kind === origin ? 1 : 0 }),
      },
    });
    await flow.settle();
    const compare = { QueueUrl: flow.link("HealthLakeWindowsQueue"), MessageBody: '{"kind":"reconcile"}' };
    const moments = { write: WRITE_MS, compare: origin === "reconcile" ? COMPARISON_MS : Number.POSITIVE_INFINITY };
    for (let written = 0; written < CHANGES; ) {
      const now = flow.clock.now();
      const isDue = (every: number) => now % every === 0;
      if (isDue(moments.compare)) await flow.sqs.send(new SendMessageCommand(compare));
      if (isDue(moments.write)) await flow.fhir.update(observation(`o-${written++}`));
      await flow.pass(Math.min(...Object.values(moments).map(every => every - (now % every))));
    }
    await flow.pass(COMPARISON_MS - (flow.clock.now() % COMPARISON_MS));
    if (origin === "reconcile") await flow.sqs.send(new SendMessageCommand(compare));
    await flow.settle();
    const lags = flow.cloud.context.store
      .prepare("SELECT event, archived_at FROM events_archived")
      .all()
      .map(({ event, archived_at: at }) => ({ event: JSON.parse(String(event)), at: Number(at) }))
      .filter(({ event }) => event["detail-type"] === "FhirResourceChanged.v1")
      .map(({ event, at }) => ({ writtenAt: Date.parse(event.detail.data.lastUpdated), at }));
    await flow.cloud.stop();
    if (lags.length !== CHANGES) throw new Error(`${lags.length} versions were published by ${origin}.`);
    const [own, floor] = [
      lags.map(({ writtenAt, at }) => at - writtenAt),
      lags.map(({ writtenAt }) => told(writtenAt) - writtenAt),
    ];
    const shares = [0.5, 0.99] as const;
    rows.push(
      {
        label: `lag by ${origin} alone, 5 writes/s, virtual time: p50, p99`,
        value: shares.map(share => `${(quantile(own, share) / 1_000).toFixed(1)} s`).join(", "),
      },
      {
        label: `  times the floor: ${says}`,
        value: shares.map(share => (quantile(own, share) / quantile(floor, share)).toFixed(1)).join(", "),
      },
    );
  }
  return rows;
}

/** Node.js has it for those who ask. */
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * share)] ?? 0;
}

/** A store and a ledger that agree, compared; against paging through the same listing without comparing. */
async function comparison(): Promise<Row[]> {
  const { cloud, client, datastoreId } = openStore();
  const dynamodb = await tableClient("Ledger", ["pk", "sk"], cloud);
  const ledger = dynamodbLedger({ table: "Ledger", client: dynamodb });
  for (let from = 0; from < COMPARED; from += BUNDLE) {
    await client.batch(puts(from, BUNDLE));
    const lastUpdated = new Date().toISOString();
    await Promise.all(
      puts(from, BUNDLE).map(async ({ resource: { id } }) => {
        const key = { datastoreId, resourceType: "Observation", id };
        const claim = await ledger.claim(key, undefined);
        if (claim.outcome === "claimed")
          await ledger.confirm(key, claim.fence, { versionId: 1, deleted: false, lastUpdated });
      }),
    );
  }
  let onPage = () => {};
  const paging: Pick<FhirClient, "searchPages"> = {
    async *searchPages(...search) {
      for await (const page of client.searchPages(...search)) {
        onPage();
        yield page;
      }
    },
  };
  const page = async () => {
    let paged = 0;
    for await (const { matches } of paging.searchPages("Observation", { _sort: "_lastUpdated", _count: 100 }))
      paged += matches.length;
    if (paged !== COMPARED) throw new Error(`${paged} were listed.`);
  };
  const unused = () => {
    throw new Error("Nothing was to be published.");
  };
  const common = { datastoreId, ledger, hash: hex32, now: Date.now, log: { info() {}, warn() {}, error() {} } };
  const publishVersions = createVersionPublisher({
    ...{ ...common, service: "healthlake-changes", contract: FhirResourceChangedV1 },
    reader: client,
    publish: async events => (events.length > 0 ? unused() : []),
    quarantine: unused,
    sleep: async () => {},
  });
  const compare = async () => {
    const always = Number.POSITIVE_INFINITY;
    const dependencies = { ...common, client: { ...client, ...paging }, publishVersions };
    const slice = await compareDatastore(
      { types: ["Observation"] },
      { dependencies, deadline: always, lastPageBy: always },
    );
    const listed = slice.counts.Observation?.listed;
    if (listed !== COMPARED) throw new Error(`${listed} were compared.`);
  };
  const [pagingMs, compareMs] = [await timeOf(page), await timeOf(compare)];
  const allMb = sizeOf(() => new Map(Array.from({ length: COMPARED }, (_, index) => [`o-${index}`, `${index}`])));
  const before = inUse();
  let [peak, pages] = [before, 0];
  onPage = () => {
    if (pages++ % 50 === 0) peak = Math.max(peak, inUse());
  };
  await compare();
  const compareMb = peak - before;
  await cloud.stop();
  return [
    {
      label: `comparison of ${COMPARED.toLocaleString("en-US")} resources`,
      value: `${(compareMs / 1_000).toFixed(1)} s`,
    },
    { label: "  times the floor: paging through the listing alone", value: (compareMs / pagingMs).toFixed(1) },
    { label: "  memory in use for it, at most", value: `${compareMb.toFixed(2)} MB` },
    { label: "  share of what the ids and versions of all would take", value: (compareMb / allMb).toFixed(2) },
  ];
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function sizeOf(make: () => unknown): number {
  const before = inUse();
  const made = make();
  const size = inUse() - before;
  return made === undefined ? 0 : size;
}

/** MB on the heap, without garbage. */
function inUse(): number {
  for (let round = 0; round < 2; round++) collectGarbage();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
