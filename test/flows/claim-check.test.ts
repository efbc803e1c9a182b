import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type LocalCloud, startLocalCloud } from "@tributary/local-cloud/local-cloud";
import { guardrails } from "@tributary/sst/guardrails";
import { statements } from "@tributary/sst/statements";
import { evaluate } from "@tributary/synth/evaluate";
import type { Graph } from "@tributary/synth/graph";
import { platformFolder } from "@tributary/synth/platform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authorizedCalls } from "./function-calls.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const installed = existsSync(join(platformFolder(repository), "node_modules"));
if (!installed) console.log("skipped: SST platform not installed (`npx tributary synth --install`)");

/** A program with one event whose data may travel by claim check: captured from a table, and kept in another. */
const program = `
export default $config({
  app: () => ({ name: "trial", home: "aws", providers: { aws: "7.20.0", "aws-native": "1.79.0" } }),
  async run() {
    const { createStack } = await import("@tributary/sst/create-stack");
    const { encryptedBus } = await import("@tributary/sst/encrypted-bus");
    const { eventArchive } = await import("@tributary/sst/event-archive");
    const { encryptedTable } = await import("@tributary/sst/encrypted-table");
    const { changeCapture } = await import("@tributary/sst/change-capture");
    const { changePipe } = await import("@tributary/sst/change-pipe");
    const { grant } = await import("@tributary/sst/grant");
    const { subscribe } = await import("@tributary/sst/subscribe");
    const { keyStatements } = await import("@tributary/sst/key-statements");
    const { accountId } = aws.getCallerIdentityOutput({});
    const { region } = aws.getRegionOutput({});
    const account = { Effect: "Allow", Principal: { AWS: $interpolate\`arn:aws:iam::\${accountId}:root\` }, Action: "kms:*", Resource: "*" };
    const policy = $jsonStringify({ Version: "2012-10-17", Statement: [account, ...keyStatements({ accountId, region })] });
    const key = new aws.kms.Key("DataKey", { enableKeyRotation: true, policy });
    const stack = createStack({ sst, aws, key, production: false });
    const bus = { stack, contractName: "clinical", component: encryptedBus(stack, "ClinicalBus") };
    eventArchive(bus, "ClinicalArchive");
    const contract = { source: "trial.large", detailType: "Large.v1", claimCheck: true as const };
    const delivery = { order: "sequence" as const, dedupe: "none" as const };
    const operations = { "Large.v1": { contract, bus: "clinical", delivery } };
    const documents = encryptedTable(stack, "Documents", { key: ["id"], stream: true });
    const copies = encryptedTable(stack, "Copies", { key: ["id"] });
    const changes = { table: documents, sends: operations };
    if ($app.stage.endsWith("-pipe")) changePipe(bus, "Documents", { ...changes, handler: "large.enrich" });
    else changeCapture(bus, "DocumentsCapture", { ...changes, handler: "large.capture" });
    subscribe(bus, "Timeline", {
      receives: operations,
      handler: "large.consume",
      atOnce: 2,
      uses: [grant(copies, "dynamodb:PutItem")],
    });
  },
});
`;

const handlers = `
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { captureChanges } from "@tributary/bus/capture-changes";
import { enrichChanges } from "@tributary/bus/enrich-changes";
import { createPublisher } from "@tributary/bus/publish";
import { putEventsOn } from "@tributary/bus/put-events";
import { subscribe } from "@tributary/bus/subscribe";
import { s3PayloadStore } from "@tributary/delivery/s3-payload-store";
import { s3Quarantine } from "@tributary/delivery/s3-quarantine";
import { Resource } from "sst/resource";

const judge = value => typeof value?.data?.text === "string" && value.metadata !== undefined
  ? { valid: true, value }
  : { valid: false, violations: [{ pointer: "/data/text", keyword: "type", message: "must be a text" }] };
const contract = {
  name: "Large", version: 1, detailType: "Large.v1", source: "trial.large", bus: "clinical", schemaId: "urn:large",
  claimCheck: true, classification: [], strict: judge, tolerant: judge, redact: () => ({}),
};
const payloads = () => s3PayloadStore({ bucket: Resource.ClaimChecks.name });
const common = () => ({
  payloads: payloads(),
  quarantine: s3Quarantine({ bucket: Resource.Quarantine.name, reportsUrl: Resource.QuarantineReports.url }),
  log: { info() {}, warn() {}, error() {} },
});
const mapping = change => ({ valid: true, value: [{
  contract, data: { id: change.after.id, text: change.after.text }, subject: change.after.id,
  sequence: change.sequence, identity: change.identity ?? change.after.id,
  correlationId: "c", causationId: "c",
}] });

export const capture = captureChanges({ service: "large", mapping, dependencies: () => ({
  ...common(),
  publish: createPublisher({ putEvents: putEventsOn(), busName: Resource.ClinicalBus.name, payloads: payloads() }),
}) });

export const enrich = enrichChanges({ service: "large", mapping, dependencies: common });

export const consume = subscribe({
  service: "large",
  receives: { "Large.v1": { contract, bus: "clinical", delivery: { order: "sequence", dedupe: "none" } } },
  handlers: { "Large.v1": async ({ data: { id, text } }) => {
    const Item = { id: { S: id }, text: { S: text } };
    await new DynamoDBClient({}).send(new PutItemCommand({ TableName: Resource.Copies.name, Item }));
  } },
  dependencies: common,
});
`;

describe.skipIf(!installed).each(["local", "trial-pipe"])("data too large for the bus, on the stage %s", stage => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "tributary-claim-check-")));
  let graph: Graph;
  let local: LocalCloud;
  let clients: { dynamodb: DynamoDBClient; s3: S3Client; sqs: SQSClient };
  /** While this is set, objects are missing to who reads them; how often they were. */
  let lost = false;
  let missed = 0;
  /** What functions asked of the bucket: `s3:GetObject <function> <object>`. */
  const asked = new Set<string>();

  beforeAll(async () => {
    for (const part of [".sst", "node_modules"]) symlinkSync(join(repository, part), join(root, part));
    writeFileSync(join(root, "sst.config.ts"), program);
    writeFileSync(join(root, "large.ts"), handlers);
    writeFileSync(join(root, "package.json"), '{ "type": "module" }');
    graph = (await evaluate(root, [stage]))[0]!;
    local = await startLocalCloud({ graph, root, storage: "memory", port: 0 });
    const { handle } = local.cloud;
    local.cloud.handle = async request => {
      for (const { action, caller, resource } of authorizedCalls(request, graph))
        if (resource.includes("/Large.v1/")) asked.add(`${action} ${caller} ${resource}`);
      if (!lost || request.method !== "GET" || !request.path.includes("/Large.v1/")) return handle(request);
      missed++;
      return { status: 404, headers: {}, body: "<Error><Code>NoSuchKey</Code></Error>" };
    };
    const config = {
      region: graph.region,
      endpoint: local.url,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    clients = {
      dynamodb: new DynamoDBClient(config),
      s3: new S3Client({ ...config, forcePathStyle: true }),
      sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
    };
    // What failed comes again after a second, and not after six timeouts of its function.
    const queue = graph.resources.find(({ name }) => name === "TimelineQueueQueue")!;
    await clients.sqs.send(
      new SetQueueAttributesCommand({
        QueueUrl: String(queue.outputs.url),
        Attributes: { VisibilityTimeout: "1" },
      }),
    );
  });
  afterAll(async () => {
    for (const client of Object.values(clients ?? {})) client.destroy();
    await local?.stop();
    rmSync(root, { recursive: true });
  });

  const link = (name: string) => String(graph.links[name]?.name ?? graph.links[name]?.url);
  const write = (id: string, text: string) =>
    clients.dynamodb.send(
      new PutItemCommand({ TableName: link("Documents"), Item: { id: { S: id }, text: { S: text } } }),
    );
  const copyOf = async (id: string) => {
    const Key = { id: { S: id } };
    return (await clients.dynamodb.send(new GetItemCommand({ TableName: link("Copies"), Key }))).Item?.text?.S;
  };
  const objects = async () => {
    const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket: link("ClaimChecks") }));
    return Contents.map(({ Key = "" }) => Key);
  };

  it("arrive at the handler by an object of their own", async () => {
    const text = "é".repeat(140_000);
    await write("large", text);
    await write("small", "short");
    await expect.poll(() => copyOf("small"), { timeout: 60_000 }).toBe("short");
    await expect.poll(async () => (await copyOf("large")) === text, { timeout: 60_000 }).toBe(true);
    const [key = "", ...others] = await objects();
    expect([key, others]).toEqual([expect.stringMatching(/^Large\.v1\/[0-9a-f]{32}\/[0-9a-f]{64}\.json$/), []]);
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: link("ClaimChecks"), Key: key }));
    expect(JSON.parse((await Body?.transformToString()) ?? "")).toEqual({ id: "large", text });
  });

  it("bring their event again while they are missing, and are handled when they are there", async () => {
    lost = true;
    await write("late", "x".repeat(280_000));
    await expect.poll(() => missed, { timeout: 60_000 }).toBeGreaterThan(1);
    expect(await copyOf("late")).toBeUndefined();
    const reports = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: link("QuarantineReports") }));
    expect(reports.Messages ?? []).toEqual([]);
    lost = false;
    await expect.poll(async () => (await copyOf("late"))?.length, { timeout: 60_000 }).toBe(280_000);
  });

  it("lie in a bucket under the key, kept longer than any event that refers to them", () => {
    const [bucket = ""] = graph.resources.filter(({ name }) => name === "ClaimChecksBucket").map(({ id }) => id);
    const of = (type: string) =>
      graph.resources.find(each => each.type.endsWith(`:${type}`) && each.inputs.bucket === bucket)?.inputs;
    expect(JSON.stringify(of("BucketServerSideEncryptionConfiguration"))).toContain('"sseAlgorithm":"aws:kms"');
    expect(of("BucketLifecycleConfiguration")).toMatchObject({ rules: [{ expiration: { days: 400 } }] });
    const archive = graph.resources.find(({ type }) => type.endsWith(":EventArchive"));
    expect(Number(archive?.inputs.retentionDays) + 2 * 14).toBeLessThan(400);
  });

  it("may be written by their senders, read unchanged by their receivers, and touched by nobody else", () => {
    const objects = `arn:aws:s3:::${link("ClaimChecks")}/Large.v1/*`;
    const granted = statements(graph).filter(
      ({ kind, resources }) => kind === "role" && resources.some(each => each.includes(link("ClaimChecks"))),
    );
    const calls = [...asked].map(each => each.split(" ", 2).join(" ")).sort();
    expect([...new Set(calls)]).toEqual([
      expect.stringMatching(/^s3:GetObject \S*TimelineConsumer/),
      expect.stringMatching(/^s3:PutObject \S*Documents/),
    ]);
    const sender = stage.endsWith("-pipe") ? "DocumentsEnrichmentRole" : "DocumentsCaptureRole";
    expect(granted.map(({ owner, actions, resources }) => [owner, actions, resources]).sort()).toEqual([
      [sender, ["s3:PutObject"], [objects]],
      ["TimelineConsumerRole", ["s3:GetObject"], [objects]],
    ]);
  });

  it("are guarded as everything else is", () => {
    const found = Object.entries(guardrails).flatMap(([name, guardrail]) =>
      guardrail(graph, {}).map(each => `${name}: ${each}`),
    );
    expect(found.filter(each => each.includes("ClaimChecks"))).toEqual([]);
  });
});
