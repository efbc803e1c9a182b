import { type Amounts, BUS, countedFlow } from "./count-calls.ts";
import { type Item, priceOf } from "./prices.ts";

const TOGETHER = 200;
const APART = 40;
const BUNDLE = 100;
/** Between changes that come one by one: longer than any of them is on its way. */
const PAUSE_MS = 1_000;

const REGISTRY = "services/patient-registry/handler";
const CHANGES = "services/healthlake-changes/handler";
const TIMELINE = "services/patient-timeline/handler.consume";
const SYNC = "services/fhir-sync/handler.consume";

/** A way of changes, from their source to what they lead to, and the parts of it that are counted. */
interface Path {
  readonly name: string;
  readonly parts: readonly string[];
  /** What one change took of each item; first of those that come together, then of those that come one by one. */
  readonly together: Amounts;
  readonly apart: Amounts;
}

/** What is written, where, and how many changes that makes. */
interface Load {
  readonly file: string;
  readonly behaviour?: { readonly cloudTrail: boolean };
  write(flow: ReturnType<typeof countedFlow>["flow"], from: number, count: number): Promise<void>;
}

const PERSON = "urn:tributary:demo:person";

const registry: Load = {
  file: "infra/graph.json",
  async write(flow, from, count) {
    for (let index = from; index < from + count; index++)
      await flow.putPatient(`p-${index}`, "Rivers", identified(index));
  },
};

const identified = (index: number) => ({
  identifiers: { L: [{ M: { system: { S: PERSON }, value: { S: `${index}` } } }] },
});

const observations: Load = {
  file: "infra/graph.json",
  behaviour: { cloudTrail: false },
  async write(flow, from, count) {
    for (let at = from; at < from + count; at += BUNDLE)
      await flow.fhir.batch(puts(at, Math.min(BUNDLE, from + count - at), observation));
  },
};

const patients: Load = {
  ...observations,
  async write(flow, from, count) {
    for (let at = from; at < from + count; at += BUNDLE)
      await flow.fhir.batch(puts(at, Math.min(BUNDLE, from + count - at), patient));
  },
};

/** So many a second, as CloudTrail's records share windows of ten seconds. */
const WRITE_MS = 200;

const recorded: Load = {
  file: "infra/graph.json",
  behaviour: { cloudTrail: true },
  async write(flow, from, count) {
    for (let index = from; index < from + count; index++) {
      await flow.fhir.update(observation(index));
      await flow.pass(WRITE_MS);
    }
  },
};

const puts = (from: number, count: number, make: typeof patient | typeof observation) =>
  Array.from({ length: count }, (_, index) => {
    const resource = make(from + index);
    return { method: "PUT" as const, url: `${resource.resourceType}/${resource.id}`, resource };
  });

const patient = (index: number) => ({
  resourceType: "Patient" as const,
  id: `fhir-${index}`,
  identifier: [{ system: PERSON, value: `${index}` }],
  name: [{ family: "Rivers" }],
});

const observation = (index: number) => ({
  resourceType: "Observation" as const,
  id: `o-${index}`,
  status: "final" as const,
  code: { coding: [{ system: "http://loinc.org", code: "29463-7", display: "Body weight" }] },
  subject: { reference: "Patient/p-1" },
  effectiveDateTime: "2026-01-01T00:00:00Z",
  valueQuantity: { value: 71.5, unit: "kg", system: "http://unitsofmeasure.org", code: "kg" },
});

/** What one change takes, by part: of changes that come together, so that batches fill, or one by one. */
async function measured({ file, behaviour, write }: Load, isTogether: boolean): Promise<ReadonlyMap<string, Amounts>> {
  const { flow, took } = countedFlow(file, behaviour);
  await flow.settle();
  took();
  const count = isTogether ? TOGETHER : APART;
  if (isTogether) await write(flow, 0, count);
  else
    for (let index = 0; index < count; index++) {
      await write(flow, index, 1);
      await flow.pass(PAUSE_MS);
    }
  await flow.settle();
  const parts = new Map([...took()].map(([part, amounts]) => [part, times(amounts, 1 / count)]));
  await flow.cloud.stop();
  return parts;
}

async function paths(load: Load, parts: Readonly<Record<string, readonly string[]>>): Promise<Path[]> {
  const [together, apart] = [await measured(load, true), await measured(load, false)];
  return Object.entries(parts).map(([name, of]) => ({
    ...{ name, parts: of },
    together: sum(of.map(part => together.get(part) ?? {})),
    apart: sum(of.map(part => apart.get(part) ?? {})),
  }));
}

/** What a change takes on each way, counted from the calls that the graph makes. */
export async function countPaths(): Promise<Path[]> {
  return [
    ...(await paths(registry, {
      "registry: stream → capture → bus": [`${REGISTRY}.capture`, BUS],
      "… bus → patient-timeline": [TIMELINE],
      "… bus → what was published": [`${REGISTRY}.keep`],
    })),
    ...(await paths(
      { ...registry, behaviour: { cloudTrail: false } },
      { "… bus → fhir-sync → a new Patient": [SYNC] },
    )),
    ...(await paths(
      { ...registry, file: "infra/graph.pipe.json" },
      { "registry: stream → pipe → bus": [`${REGISTRY}.enrich`, BUS] },
    )),
    ...(await paths(observations, {
      "data store: notice → ledger → bus": [`${CHANGES}.notices`, `${CHANGES}.windows`, BUS],
      "… bus → patient-timeline": [TIMELINE],
    })),
    ...(await paths(recorded, { "data store: CloudTrail's records → windows": [`${CHANGES}.windows`] })),
    ...(await paths(patients, { "… bus → fhir-sync, somebody else's Patient": [SYNC] })),
  ];
}

const COLUMNS = [
  ["lambdaRequest", "Lambda"],
  ["queueRequest", "SQS"],
  ["busEvent", "events"],
  ["pipeRequest", "pipe"],
  ["writeUnit", "WRU"],
  ["readUnit", "RRU"],
  ["fhirRequest", "FHIR"],
] as const satisfies readonly (readonly [Item, string])[];

/** Calls and list price a million changes, by path. */
export async function cost() {
  const rows = (await countPaths()).flatMap(({ name, together, apart }) => [
    { label: `${name}, together`, value: told(together) },
    { label: `${name}, one by one`, value: told(apart) },
  ]);
  return { name: "Calls a change, and list price of a million changes (us-east-1)", rows };
}

function told(amounts: Amounts): string {
  const calls = COLUMNS.filter(([item]) => (amounts[item] ?? 0) > 0)
    .map(([item, name]) => `${name} ${(amounts[item] ?? 0).toFixed(2)}`)
    .join(" · ");
  return `${calls} = $${(priceOf(amounts) * 1e6).toFixed(2)}`;
}

function times(amounts: Amounts, factor: number): Amounts {
  return Object.fromEntries(Object.entries(amounts).map(([item, amount]) => [item, amount * factor]));
}

function sum(all: readonly Amounts[]): Amounts {
  const total: Partial<Record<Item, number>> = {};
  for (const amounts of all)
    for (const [item, amount] of Object.entries(amounts)) total[item as Item] = (total[item as Item] ?? 0) + amount;
  return total;
}
