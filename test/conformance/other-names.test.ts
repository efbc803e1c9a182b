import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { subscribe } from "@tributary/bus/subscribe";
import type { Handler, Operations, SubscriptionDependencies } from "@tributary/bus/subscription";
import type { EventDetail } from "@tributary/contract/event-contract";
import { memoryIdempotency } from "@tributary/delivery/memory-idempotency";
import { memoryQuarantine } from "@tributary/delivery/memory-quarantine";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { consumerPortsIn } from "@tributary/testkit/consumer-ports-in";
import { startGraph } from "@tributary/testkit/start-graph";
import type { SQSEvent } from "aws-lambda";
import { afterAll, describe, expect, test } from "vitest";

type IncomingEvent = Parameters<Handler<EventDetail, SubscriptionDependencies>>[0];

const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const installed = existsSync(join(repository, ".sst/platform/node_modules"));
if (!installed) console.log("skipped: SST platform not installed (`npx tributary synth --install`)");
const binary = join(repository, "packages/cli/bin/tributary.js");
const folder = realpathSync(mkdtempSync(join(tmpdir(), "acme-")));
afterAll(() => rmSync(folder, { recursive: true }));

const schema = (stem: string, field: string) =>
  JSON.stringify({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `https://acme.example/${stem}.schema.json`,
    type: "object",
    additionalProperties: false,
    required: ["metadata", "data"],
    properties: {
      metadata: { $ref: "https://tributary.example/schemas/event-metadata.v1.schema.json" },
      data: {
        type: "object",
        additionalProperties: false,
        required: [field],
        properties: { [field]: { type: "string", pattern: "^[A-Z0-9]{1,20}$", "x-data-classification": "none" } },
      },
    },
  });

const channel = (key: string, name: string, source: string) => `  ${key}:
    address: orders/${name}.v1
    messages:
      ${name}.v1: { name: ${name}.v1, payload: { $ref: ./schemas/${key.replace(/[A-Z]/, letter => `-${letter.toLowerCase()}`)}.v1.schema.json } }
    x-eventbridge: { bus: orders, source: ${source}, detailType: ${name}.v1 }
`;
const operation = (id: string, action: string, key: string, service: string) => `  ${id}:
    action: ${action}
    channel: { $ref: "#/channels/${key}" }
    x-service: ${service}
    x-delivery: { order: none, dedupe: eventId }
`;

let document = `asyncapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
channels:
${channel("orderPlaced", "OrderPlaced", "com.acme.shop")}${channel("shipmentSent", "ShipmentSent", "org.carrier.tracking")}operations:
${operation("shopSendsOrderPlaced", "send", "orderPlaced", "shop")}${operation("billingReceivesOrderPlaced", "receive", "orderPlaced", "billing")}${operation("billingReceivesShipmentSent", "receive", "shipmentSent", "billing")}`;

/** An event that others publish as they like, as an EventBridge schema registry exports what it has discovered. */
const parcelLost = JSON.stringify({
  openapi: "3.0.0",
  info: { version: "1.0.0", title: "ParcelLost" },
  paths: {},
  components: {
    schemas: {
      AWSEvent: {
        type: "object",
        required: ["detail-type", "resources", "detail", "id", "source", "time", "region", "version", "account"],
        "x-amazon-events-detail-type": "Parcel Lost",
        "x-amazon-events-source": "org.carrier.tracking",
        properties: { detail: { $ref: "#/components/schemas/ParcelLost" }, account: { type: "string" } },
      },
      ParcelLost: {
        type: "object",
        required: ["parcel", "depot"],
        properties: { parcel: { type: "string" }, depot: { $ref: "#/components/schemas/Depot" } },
      },
      Depot: { type: "object", required: ["name"], properties: { name: { type: "string" } } },
    },
  },
});
const lost = { parcel: "P1", depot: { name: "North" } };

const files = {
  "package.json": '{ "type": "module" }',
  "tributary.config.ts": `import { defineConfig } from "@tributary/contract-tools/define-config";
export default defineConfig({
  sourcePrefix: "com.acme.",
  contracts: "agreed",
  program: "deploy/sst.config.ts",
  stages: { dev: "graphs/dev.json", live: { snapshot: "graphs/live.json", environment: { ACME_AUDIT: "on" } } },
});
`,
  "agreed/asyncapi.yaml": document,
  "agreed/schemas/order-placed.v1.schema.json": schema("order-placed.v1", "number"),
  "agreed/schemas/shipment-sent.v1.schema.json": schema("shipment-sent.v1", "parcel"),
  "org.carrier.tracking@ParcelLost.json": parcelLost,
  "deploy/src/shop.ts": "export const publish = async () => {};\n",
  "deploy/src/billing.ts": `import { subscribe } from "@tributary/bus/subscribe";
import { consumerPorts } from "@tributary/sst/consumer-ports";
import { receives, service } from '../../agreed/generated/billing.operations.js';

export const consume = subscribe({
  service,
  receives,
  handlers: { "OrderPlaced.v1": async () => {}, "ShipmentSent.v1": async () => {}, "Parcel Lost": async () => {} },
  dependencies: () => consumerPorts("Billing", { service, receives }),
});
`,
  "deploy/sst.config.ts": `export default $config({
  app: () => ({ name: "acme", home: "aws", providers: { aws: "7.20.0" } }),
  async run() {
    const { createStack } = await import("@tributary/sst/create-stack");
    const { encryptedBus } = await import("@tributary/sst/encrypted-bus");
    const { leastPrivilegeFunction } = await import("@tributary/sst/least-privilege-function");
    const { publishes } = await import("@tributary/sst/publishes");
    const { subscribe } = await import("@tributary/sst/subscribe");
    const { receives } = await import('../agreed/generated/billing.operations.js');
    const { sends } = await import('../agreed/generated/shop.operations.js');
    const { keyStatements } = await import("@tributary/sst/key-statements");
    const { accountId } = aws.getCallerIdentityOutput({});
    const { region } = aws.getRegionOutput({});
    const Principal = { AWS: $interpolate\`arn:aws:iam::\${accountId}:root\` };
    const account = { Effect: "Allow", Principal, Action: "kms:*", Resource: "*" };
    const Statement = [account, ...keyStatements({ accountId, region })];
    const key = new aws.kms.Key("Key", { policy: $jsonStringify({ Version: "2012-10-17", Statement }) });
    const stack = createStack({ sst, aws, key, production: false });
    const bus = { stack, contractName: "orders", component: encryptedBus(stack, "OrdersBus") };
    subscribe(bus, "Billing", { receives, handler: "src/billing.consume", atOnce: 2 });
    leastPrivilegeFunction(stack, "Shop", { handler: "src/shop.publish", timeout: 10, uses: [publishes(bus, sends)] });
    if (process.env.ACME_AUDIT === "on") new sst.aws.Queue("Audit");
  },
});
`,
};
for (const [name, text] of Object.entries(files)) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}
symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
symlinkSync(join(repository, ".sst"), join(folder, "deploy/.sst"));

function tributary(...args: string[]) {
  const env = { ...process.env, NO_COLOR: "1", GITHUB_ACTIONS: "" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [binary, ...args], {
    cwd: folder,
    encoding: "utf8",
    env,
  });
  return { status, output: stdout + stderr };
}
const operations = async (): Promise<{ service: string; receives: Operations }> =>
  import(join(folder, "agreed/generated/billing.operations.js"));
const read = (name: string) => readFileSync(join(folder, name), "utf8");

describe.skipIf(!installed)("a project with names, folders and a prefix of its own", () => {
  test("imports an event that others publish, and has nothing to do about it but give examples", () => {
    const { status, output } = tributary("import", "org.carrier.tracking@ParcelLost.json", "--receivers", "billing");
    expect(output).toMatch(/^Imported:\n {2}Parcel Lost of org\.carrier\.tracking, /);
    expect(output).not.toContain("Left to do:");
    const [, left = ""] = output.split("Left to decide:\n");
    expect(left.match(/(?<= {2})\S+$/gm)).toEqual(["example-missing", "example-missing"]);
    expect(status).toBe(0);
    document = read("agreed/asyncapi.yaml");
  });

  test("is checked and generated before there is a program's graph", () => {
    expect(tributary("check")).toMatchObject({ status: 0, output: expect.stringMatching(/\n0 errors, 6 warnings\n/) });
    expect(tributary("generate")).toMatchObject({ status: 0 });
    expect(read("agreed/generated/billing.operations.js")).toContain('"ShipmentSent.v1": { contract: ShipmentSentV1');
    expect(tributary("generate", "--check")).toMatchObject({ status: 0 });
  });

  test("consumes events that others publish without metadata, each once", async () => {
    const { receives, service } = await operations();
    const { quarantine, reports } = memoryQuarantine();
    const handled: IncomingEvent[] = [];
    const consume = subscribe({
      service,
      receives,
      handlers: { "Parcel Lost": async (event: IncomingEvent) => void handled.push(event) },
      dependencies: () => ({ quarantine, idempotency: memoryIdempotency(), log: { info() {}, warn() {}, error() {} } }),
    });
    const id = "6a7e8feb-b491-4cf7-a9f1-bf3703467718";
    const record = (messageId: string, detail: object) => ({
      messageId,
      attributes: { SentTimestamp: "0" },
      body: JSON.stringify({
        ...{ id, time: "2026-01-31T12:00:00Z", source: "org.carrier.tracking" },
        ...{ "detail-type": "Parcel Lost", detail },
      }),
    });
    const Records = [record("1", lost), record("2", lost), record("3", { depot: lost.depot })];
    const answer = await consume({ Records } as unknown as SQSEvent, { getRemainingTimeInMillis: () => 10_000 });
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(handled.map(({ metadata, data }) => [metadata.eventId, metadata.occurredAt, data])).toEqual([
      [id.replaceAll("-", ""), "2026-01-31T12:00:00Z", lost],
    ]);
    expect(reports.map(({ violations }) => violations?.map(({ pointer }) => pointer))).toEqual([["/data/parcel"]]);
    const [event] = handled;
    expect(JSON.stringify(event?.contract.redact(event))).not.toContain("P1");
  });

  test("is evaluated for each of its stages, with the environment of each", () => {
    expect(tributary("synth")).toEqual({ status: 0, output: "Wrote graphs/dev.json, graphs/live.json\n" });
    expect([read("graphs/dev.json").includes('"Audit"'), read("graphs/live.json").includes('"Audit"')]).toEqual([
      false,
      true,
    ]);
    expect(tributary("synth", "--check")).toEqual({ status: 0, output: "" });
  });

  test("is checked with its graph, and its services are known by their files", () => {
    expect(tributary("check", "--graph", "graphs/live.json")).toMatchObject({ status: 0 });
    const { status, output } = tributary("check");
    expect([status, output.match(/not-wired-yet|rule|grant/g)]).toEqual([0, null]);
    const ordered = document.replace(
      "order: none, dedupe: eventId, maxAge",
      "order: sequence, dedupe: sequence, maxAge",
    );
    writeFileSync(join(folder, "agreed/asyncapi.yaml"), ordered);
    expect(tributary("check", "--no-graph")).toMatchObject({
      status: 1,
      output: expect.stringContaining("Parcel Lost has no metadata, so nothing says which of two events is newer"),
    });
    writeFileSync(join(folder, "agreed/asyncapi.yaml"), document);
    const renamed = read("agreed/asyncapi.yaml").replaceAll("x-service: billing", "x-service: accounts");
    writeFileSync(join(folder, "agreed/asyncapi.yaml"), renamed);
    const wrong = tributary("check");
    expect(wrong.status).toBe(1);
    expect(wrong.output).toContain("(src/billing.consume), which is of no service of the contracts");
    writeFileSync(join(folder, "agreed/asyncapi.yaml"), document);
  });

  test("hands an event of others that its bus delivers twice to its service once", async () => {
    const { receives, service } = await operations();
    const handled: IncomingEvent[] = [];
    const nothing = async () => {};
    const running = startGraph({
      graph: readGraph(join(folder, "graphs/dev.json")),
      faults: { deliver: () => ({ copies: 2 }) },
      functions: parts => ({
        "src/billing.consume": subscribe({
          service,
          receives,
          handlers: {
            "OrderPlaced.v1": nothing,
            "ShipmentSent.v1": nothing,
            "Parcel Lost": async (event: IncomingEvent) => void handled.push(event),
          },
          dependencies: () => consumerPortsIn(parts, "Billing", { service, receives }),
        }),
        "src/shop.publish": nothing,
      }),
    });
    const event = { Source: "org.carrier.tracking", DetailType: "Parcel Lost", Detail: JSON.stringify(lost) };
    const [EventBusName] = Object.entries(running.graph.links).flatMap(([name]) =>
      name.startsWith("OrdersBus") ? [running.link(name)] : [],
    );
    const put = () => running.events.send(new PutEventsCommand({ Entries: [{ ...event, EventBusName }] }));
    await put();
    await running.settle();
    expect(handled.map(({ data }) => data)).toEqual([lost]);
    await put();
    await running.settle();
    expect(handled.map(({ data }) => data)).toEqual([lost, lost]);
    expect(new Set(handled.map(({ metadata }) => metadata.eventId)).size).toBe(2);
  });

  test("gets the least privilege on its own bus, for its own source", () => {
    const policies = JSON.parse(tributary("iam").output);
    expect(Object.keys(policies)).toEqual(["shop"]);
    expect(policies.shop.Statement).toMatchObject([
      {
        Resource: expect.stringMatching(/:event-bus\/acme-dev-OrdersBusBus-/),
        Condition: { StringEquals: { "events:source": ["com.acme.shop"], "events:detail-type": ["OrderPlaced.v1"] } },
      },
    ]);
  });

  test("hears of a slip in its prefix, and of a program that is not where it says", () => {
    writeFileSync(join(folder, "agreed/asyncapi.yaml"), document.replace("com.acme.shop", "com.acne.shop"));
    expect(tributary("check")).toMatchObject({
      status: 1,
      output: expect.stringContaining("the source should be com.acme.shop"),
    });
    writeFileSync(join(folder, "agreed/asyncapi.yaml"), document);
    const config = read("tributary.config.ts");
    writeFileSync(join(folder, "tributary.config.ts"), config.replace("deploy/sst", "deployed/sst"));
    expect(tributary("synth")).toEqual({
      status: 2,
      output: `tributary: tributary.config.ts:5:3: there is no sst.config.ts in ${folder}/deployed\n`,
    });
  });
});
