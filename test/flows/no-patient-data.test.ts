import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { serviceLog } from "@tributary/bus/log";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { AwsError } from "@tributary/local-cloud/kernel/aws-error";
import type { Faults } from "@tributary/local-cloud/kernel/service";
import { startLocalCloud } from "@tributary/local-cloud/local-cloud";
import { afterEach, describe, expect, it, vi } from "vitest";
import { CANARY, oversizeItem, plantedItems, plantedMessages } from "./canaries.ts";
import { invalidResources, plantedResources } from "./fhir-canaries.ts";
import { startFlow } from "./flow.ts";
import { quarantineTold } from "./quarantine-told.ts";
import { statementsTo } from "./table-writes.ts";
import { withoutDatastore } from "./without-datastore.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const ways = [
  ["stream", "infra/graph.json"],
  ["pipe", "infra/graph.pipe.json"],
] as const;
afterEach(() => {
  vi.restoreAllMocks();
});

interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly link: (name: string) => string;
}

/** Writes and sends all that is planted. */
async function plant({ dynamodb, sqs, link }: Clients): Promise<void> {
  const items = [...plantedItems(), oversizeItem("one"), oversizeItem("two")];
  for (const Item of items) await dynamodb.send(new PutItemCommand({ TableName: link("Registry"), Item }));
  for (const MessageBody of plantedMessages())
    await sqs.send(new SendMessageCommand({ QueueUrl: link("TimelineQueue"), MessageBody }));
}

const quoting = (input: unknown) => new AwsError("ValidationException", `Cannot take ${inspect(input, { depth: 9 })}`);
describe.each(ways)("capture by %s", (_way, file) => {
  it("leaks nothing of a patient while services fail and quote their input", async () => {
    const written: string[] = [];
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, "write").mockImplementation(text => written.push(String(text)) > 0);
    let calls = 0;
    let deployed = false;
    const faults: Faults = {
      before(service, operation, input) {
        const own = service === "dynamodb" && operation === "PutItem" && inspect(input).includes("RegistryTable");
        if (deployed && !own && calls++ % 7 === 0) throw quoting(input);
      },
      entry: (_service, operation, entry) =>
        operation === "PutEvents" && calls++ % 11 === 0
          ? { code: "InternalFailure", message: inspect(entry, { depth: 9 }) }
          : undefined,
    };
    const flow = startFlow({ file, faults, log: serviceLog("flow") });
    await plant(flow);
    deployed = true;
    await flow.settle();
    deployed = false;
    vi.restoreAllMocks();
    const thrown = flow.thrown.map(error => inspect(error, { depth: 9 }));
    const told = [...written, ...thrown, ...(await quarantineTold(flow)), inspect(flow.activities)];
    await flow.cloud.stop();
    expect(told.filter(text => CANARY.test(text))).toEqual([]);
    expect(written.join("")).toMatch(/Quarantined a stream record/);
    expect(written.join("")).toMatch(/A message failed; it will come again/);
  });

  it("leaks nothing of a patient from the deployed handlers, in their own environments", async () => {
    const graph = withoutDatastore(readGraph(join(root, file)));
    const link = (name: string) => String(graph.links[name]?.name ?? graph.links[name]?.url);
    const logs: string[] = [];
    const seen: string[] = [];
    let refused = 0;
    const local = await startLocalCloud({
      ...{ graph, root, storage: "memory", port: 0 },
      onLog: (name, text) => void logs.push(`${name} ${text}`),
      onActivity: activity => void seen.push(inspect(activity)),
      onDefect: error => void seen.push(inspect(error)),
      faults: {
        entry(_service, _operation, statement) {
          const isWrite = statementsTo("TimelineTable", { Statements: [statement] }).length > 0;
          if (!isWrite || refused === 3) return undefined;
          refused++;
          return { code: "ValidationError", message: quoting(statement).message };
        },
      },
    });
    const options = {
      region: graph.region,
      endpoint: local.url,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    const clients = {
      dynamodb: new DynamoDBClient(options),
      sqs: new SQSClient({ ...options, useQueueUrlAsEndpoint: false }),
      s3: new S3Client({ ...options, forcePathStyle: true }),
      link,
    };
    try {
      await plant(clients);
      // What was refused waits for its visibility timeout: nobody does here.
      await expect.poll(() => logs.join(""), { timeout: 60_000 }).toMatch(/A message failed; it will come again/);
      const others = () => Object.values(local.cloud.pending()).reduce((sum, count) => sum + count, -refused);
      await expect.poll(others, { timeout: 60_000 }).toBe(0);
      const told = [...logs, ...seen, ...(await quarantineTold(clients))];
      expect(told.filter(text => CANARY.test(text))).toEqual([]);
      expect(logs.join("")).toMatch(/Quarantined a message/);
    } finally {
      for (const client of [clients.dynamodb, clients.sqs, clients.s3]) client.destroy();
      await local.stop();
    }
  });
});

it("leaks nothing of a patient on the main job's terminal, however bad its input", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-input-"));
  const patient = (id: string, more: object = {}) =>
    JSON.stringify({ resourceType: "Patient", id, name: [{ family: "Canary", given: ["Canary"] }], ...more });
  writeFileSync(join(folder, "good.json"), patient("canary-1", { birthDate: "1974-12-25" }));
  writeFileSync(join(folder, "bad.json"), '{"resourceType": "Patient", "name": Canary');
  const lines = [
    patient("canary-2"),
    patient("canary-2"),
    patient("Canary with spaces"),
    patient("canary-3", { birthDate: "Canary", gender: "Canary", address: ["Canary"], Canary: "Canary" }),
    patient("canary-4", { name: "Canary", identifier: { Canary: "Canary" }, telecom: "Canary" }),
    '{"resourceType": "Canary", "id": "canary"}',
    '{"resourceType": "Patient", "id": "canary-5", "name": [{"family": "Canary',
  ];
  writeFileSync(join(folder, "many.ndjson"), lines.join("\n"));
  const resources = [...plantedResources(), ...plantedResources(), ...invalidResources()];
  writeFileSync(join(folder, "fhir.ndjson"), resources.map(resource => JSON.stringify(resource)).join("\n"));
  const entry = [...resources.map(resource => ({ resource })), { resource: "Canary" }, "Canary", { Canary: "Canary" }];
  const bundle = { resourceType: "Bundle", type: "collection", id: "canary", entry };
  writeFileSync(join(folder, "bundle.json"), JSON.stringify(bundle));
  const storage = ["--storage", join(folder, "state")];
  const child = spawn(process.execPath, ["infra/local/start.js", "--once", "--input", folder, ...storage], {
    cwd: root,
  });
  let told = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (told += text.toString()));
  await once(child, "close");
  rmSync(folder, { recursive: true, force: true });
  expect(told).toMatch(/applied/);
  expect(told.split("\n").filter(line => CANARY.test(line))).toEqual([]);
});
