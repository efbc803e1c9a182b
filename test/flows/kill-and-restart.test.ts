import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { type AttributeValue, DynamoDBClient, PutItemCommand, paginateScan } from "@aws-sdk/client-dynamodb";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { startLocalCloud } from "@tributary/local-cloud/local-cloud";
import { countMessages } from "@tributary/local-cloud/services/sqs/queue";
import { afterAll, describe, expect, it } from "vitest";
import { startMainJob } from "../main-job.ts";
import { withoutDatastore } from "./without-datastore.ts";

const changes = 1_000;
const killedAfter = [150, 450, 750];
const writers = 16;

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tributary-kill-"));
const storage = join(folder, "storage");
const graphFile = join(folder, "graph.json");
// What a dead invocation held comes again when its time is over: made short, or most of the test would be waiting for it.
const seconds: Readonly<Record<string, number>> = { timeout: 5, visibilityTimeoutSeconds: 6 };
writeFileSync(
  graphFile,
  JSON.stringify(withoutDatastore(readGraph(join(root, "infra/graph.json"))), (key, value) => seconds[key] ?? value),
);
const graph = readGraph(graphFile);
const credentials = { accessKeyId: "test", secretAccessKey: "test" };
let running: ChildProcess | undefined;
afterAll(() => {
  running?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function boot(): Promise<{ child: ChildProcess; client: DynamoDBClient }> {
  const binary = join(root, "packages/cli/bin/tributary.js");
  const options = ["--port", "0", "--storage", storage, "--graph", graphFile, "--quiet"];
  const child = spawn(process.execPath, [binary, "cloud", ...options], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  running = child;
  const [said] = (await once(child.stdout!, "data")) as [Buffer];
  const endpoint = said.toString().trim();
  return { child, client: new DynamoDBClient({ region: graph.region, credentials, endpoint, maxAttempts: 1 }) };
}

function patient(number: number): Record<string, AttributeValue> {
  const key = { S: `PATIENT#p${number}` };
  return {
    pk: key,
    sk: key,
    itemType: { S: "Patient" },
    patientId: { S: `p${number}` },
    familyName: { S: `Family ${number}` },
    givenNames: { L: [{ S: "Given" }] },
    updatedAt: { S: "2026-01-01T00:00:00Z" },
  };
}

/** Writes what is left, several at once, until all is acknowledged or the cloud is gone. */
async function write(client: DynamoDBClient, left: Set<number>, onAcknowledged: () => void): Promise<void> {
  const queue = [...left];
  const writer = async () => {
    for (let number = queue.shift(); number !== undefined; number = queue.shift()) {
      await client.send(new PutItemCommand({ TableName: String(graph.links.Registry?.name), Item: patient(number) }));
      left.delete(number);
      onAcknowledged();
    }
  };
  await Promise.allSettled(Array.from({ length: writers }, writer));
}

it("applies each of 1,000 changes exactly once although the cloud is killed again and again", async () => {
  const left = new Set(Array.from({ length: changes }, (_, number) => number));
  for (const limit of [...killedAfter, changes]) {
    const { child, client } = await boot();
    await write(client, left, () => {
      if (limit < changes && changes - left.size >= limit) child.kill("SIGKILL");
    });
    if (limit === changes) child.kill("SIGKILL"); // Once more, with everything written and much still on its way.
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    client.destroy();
  }
  expect(left.size).toBe(0);

  const last = await startLocalCloud({ graph, storage, root, port: 0 });
  await last.cloud.settled();
  const client = new DynamoDBClient({ region: graph.region, credentials, endpoint: last.url });
  const applied: string[] = [];
  for await (const page of paginateScan({ client }, { TableName: String(graph.links.Timeline?.name) }))
    for (const item of page.Items ?? [])
      applied.push(`${item.pk?.S?.replace("PATIENT#", "")}: ${item.image?.M?.familyName?.S}`);
  const { context } = last.cloud;
  const stream = context.store.prepare("SELECT count(*) AS records FROM dynamodb_stream_records").get();
  const queues = graph.resources.filter(({ type }) => type === "aws:sqs/queue:Queue");
  const waiting = queues.map(({ outputs }) => countMessages(context, String(outputs.arn)));
  await last.stop();

  expect(applied.toSorted()).toEqual(
    Array.from({ length: changes }, (_, number) => `p${number}: Family ${number}`).toSorted(),
  );
  expect(stream).toEqual({ records: changes });
  expect(waiting).toEqual(queues.map(() => ({ visible: 0, inFlight: 0, delayed: 0 })));
});

describe("the main job, killed while it loads resources,", () => {
  const [patients, observations] = [40, 260];
  const input = join(folder, "in.ndjson");
  const state = join(folder, "state");
  const start = (...options: string[]) => startMainJob("--once", "--input", input, "--storage", state, ...options);

  it("loads them on the same storage the next time, and has an event for every version exactly", async () => {
    const resources = [
      ...Array.from({ length: patients }, (_, at) => ({
        resourceType: "Patient",
        id: `p-${at}`,
        name: [{ family: "F" }],
      })),
      ...Array.from({ length: observations }, (_, at) => ({
        ...{ resourceType: "Observation", id: `o-${at}`, status: "final", code: { text: "c" } },
        subject: { reference: `Patient/p-${at % patients}` },
      })),
    ];
    writeFileSync(input, resources.map(resource => JSON.stringify(resource)).join("\n"));
    for (const progress of [/written [1-9]/, /applied [1-9]/]) {
      const { child, said, ended } = start();
      await expect.poll(() => said.err, { timeout: 60_000 }).toMatch(progress);
      child.kill("SIGKILL");
      await ended;
      expect(said.out).toBe("");
    }
    const { said, ended } = start("--json", "--quiet");
    const [code] = await ended;
    expect([code, said.err]).toEqual([0, ""]);

    const store = new DatabaseSync(join(state, "cloud.sqlite"), { readOnly: true });
    const counted = store
      .prepare(
        `SELECT type, count(*) AS versions, sum(body IS NOT NULL AND seq = last) AS living
           FROM (SELECT *, max(seq) OVER (PARTITION BY type, id) AS last FROM healthlake_versions)
          WHERE type NOT LIKE 'Subscription%' GROUP BY type`,
      )
      .all();
    store.close();
    // The registry's patients are synchronised into the Patients that were loaded: one for each person.
    expect(counted.map(({ type, living }) => [type, living])).toEqual([
      ["Observation", observations],
      ["Patient", patients],
    ]);
    // What was written before the ends is not written again.
    expect(counted.find(({ type }) => type === "Observation")).toMatchObject({ versions: observations });
    const summary = JSON.parse(said.out) as { changes: object; types: object; setAside: object; events: object };
    const none = { quarantined: 0, missing: 0 };
    expect(summary).toMatchObject({
      changes: { ...none, written: patients, applied: patients },
      types: Object.fromEntries(
        counted.map(({ type, versions }) => [
          type,
          { ...none, written: versions, published: versions, applied: versions, extra: 0 },
        ]),
      ),
      events: { missing: [], extra: [], unapplied: [] },
      setAside: [],
    });
  }, 300_000);
});
