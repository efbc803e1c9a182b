import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Graph, GraphResource } from "@tributary/synth/graph";
import { afterEach, describe, expect, it } from "vitest";
import type { Cloud } from "../cloud.ts";
import { virtualClock } from "../kernel/clock.ts";
import { createLocalCloud } from "../local-cloud.ts";
import { deploy } from "./deploy.ts";
import { GraphError } from "./graph-error.ts";
import { readGraph } from "./read-graph.ts";

const committed = (file: string) => readGraph(fileURLToPath(new URL(`../../../../infra/${file}`, import.meta.url)));
const empty: Graph = {
  app: "app",
  stage: "test",
  region: "us-east-1",
  account: "000000000000",
  links: {},
  resources: [],
};
const queue = (name: string, inputs: object = {}): GraphResource => ({
  name,
  type: "aws:sqs/queue:Queue",
  id: `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`,
  inputs: { name, ...inputs },
  outputs: { arn: `arn:aws:sqs:us-east-1:000000000000:${name}` },
});
const table = (inputs: object = {}): GraphResource => ({
  name: "Things",
  type: "aws:dynamodb/table:Table",
  id: "things",
  inputs: {
    name: "things",
    attributes: [{ name: "pk", type: "S" }],
    hashKey: "pk",
    billingMode: "PAY_PER_REQUEST",
    ...inputs,
  },
  outputs: { arn: "arn:aws:dynamodb:us-east-1:000000000000:table/things", streamArn: "" },
});
const rule: GraphResource = {
  name: "Rule",
  type: "aws:cloudwatch/eventRule:EventRule",
  id: "default/rule",
  inputs: { name: "rule", eventPattern: '{"source":["a"]}' },
  outputs: { arn: "arn:aws:events:us-east-1:000000000000:rule/rule" },
};
const target: GraphResource = {
  name: "Target",
  type: "aws:cloudwatch/eventTarget:EventTarget",
  id: "default-rule-one",
  inputs: { rule: "rule", arn: queue("one").outputs.arn, targetId: "one" },
  outputs: {},
};

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

function boot(graph: Graph, storage = "memory"): Cloud {
  const cloud = createLocalCloud({ graph, storage, functions: {}, clock: virtualClock() });
  endings.push(() => cloud.stop());
  return cloud;
}

/** Everything that the services hold, but the deployment's own record. */
function contents({ context: { store } }: Cloud): Record<string, unknown[]> {
  const names = store.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all();
  return Object.fromEntries(names.map(({ name }) => [name, store.prepare(`SELECT * FROM "${name}"`).all()]));
}

describe("a committed graph", () => {
  it.each(["graph.json", "graph.pipe.json", "graph.production.json"])(
    "%s is executed, and once more changes nothing",
    file => {
      const graph = committed(file);
      const cloud = boot(graph);
      const before = contents(cloud);
      const again = deploy(cloud, graph);
      expect(again).toEqual({ created: [], updated: [], removed: [], unchanged: graph.resources.length });
      expect(contents(cloud)).toEqual(before);
    },
  );

  it("is found again after a restart, with later writes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tributary-deploy-"));
    endings.push(() => rmSync(folder, { recursive: true }));
    const graph = committed("graph.json");
    const TableName = String(graph.links.Registry?.name);
    const Key = { pk: { S: "a" }, sk: { S: "b" } };
    const first = createLocalCloud({ graph, storage: folder, functions: {}, clock: virtualClock() });
    first.context.call("dynamodb", "PutItem", { TableName, Item: Key });
    await first.stop();
    const second = boot(graph, folder);
    expect(second.context.call("dynamodb", "GetItem", { TableName, Key })).toMatchObject({ Item: Key });
  });

  it("gives way to another in the same storage, and comes back with its data", () => {
    const [first, second] = [committed("graph.json"), committed("graph.pipe.json")];
    const cloud = boot(first);
    const TableName = String(first.links.Registry?.name);
    const Key = { pk: { S: "a" }, sk: { S: "b" } };
    cloud.context.call("dynamodb", "PutItem", { TableName, Item: Key });
    deploy(cloud, second);
    const { EventSourceMappings } = cloud.context.call("lambda", "ListEventSourceMappings", {}) as {
      EventSourceMappings: { EventSourceArn: string }[];
    };
    expect(EventSourceMappings.length).toBeGreaterThan(0);
    // The consumers' alone: the capture is a pipe now.
    expect(EventSourceMappings.filter(({ EventSourceArn }) => EventSourceArn.includes(":dynamodb:"))).toEqual([]);
    deploy(cloud, first);
    expect(cloud.context.call("dynamodb", "GetItem", { TableName, Key })).toMatchObject({ Item: Key });
  });
});

describe("a change in the graph", () => {
  it("creates a queue after its dead-letter queue, whatever their order", () => {
    const redrivePolicy = JSON.stringify({ deadLetterTargetArn: queue("z-dead").outputs.arn, maxReceiveCount: 3 });
    const cloud = boot({ ...empty, resources: [queue("a", { redrivePolicy }), queue("z-dead")] });
    const sources = cloud.context.call("sqs", "ListDeadLetterSourceQueues", { QueueUrl: queue("z-dead").id });
    expect(sources).toMatchObject({ queueUrls: [expect.stringMatching(/\/a$/)] });
  });

  it("makes a resource under the name that Pulumi gives it, where the program gives none", () => {
    const { name, ...inputs } = rule.inputs;
    const named = { ...rule, inputs, outputs: { ...rule.outputs, name } };
    const { name: queueName, ...noName } = queue("one").inputs;
    const one = { ...queue("one"), inputs: noName, outputs: { ...queue("one").outputs, name: queueName } };
    const cloud = boot({ ...empty, resources: [one, named, target] });
    expect(cloud.context.call("events", "ListTargetsByRule", { Rule: "rule" })).toMatchObject({
      Targets: [{ Arn: queue("one").outputs.arn }],
    });
  });

  it("changes a queue's attributes and keeps its messages", () => {
    const cloud = boot({ ...empty, resources: [queue("one")] });
    cloud.context.call("sqs", "SendMessage", { QueueUrl: queue("one").id, MessageBody: "kept" });
    const summary = deploy(cloud, { ...empty, resources: [queue("one", { visibilityTimeoutSeconds: 77 })] });
    expect(summary.updated).toEqual(["one"]);
    const attributes = cloud.context.call("sqs", "GetQueueAttributes", {
      QueueUrl: queue("one").id,
      AttributeNames: ["All"],
    });
    expect(attributes).toMatchObject({ Attributes: { VisibilityTimeout: "77", ApproximateNumberOfMessages: "1" } });
  });

  it("changes a bus and its archive, and keeps what the archive holds", () => {
    const arn = "arn:aws:events:us-east-1:000000000000:event-bus/bus";
    const bus = (inputs: object = {}): GraphResource => ({
      name: "Bus",
      type: "aws:cloudwatch/eventBus:EventBus",
      id: "bus",
      inputs: { name: "bus", ...inputs },
      outputs: { arn },
    });
    const archive = (retentionDays: number): GraphResource => ({
      name: "Archive",
      type: "aws:cloudwatch/eventArchive:EventArchive",
      id: "archive",
      inputs: { name: "archive", eventSourceArn: arn, retentionDays },
      outputs: { arn: "arn:aws:events:us-east-1:000000000000:archive/archive" },
    });
    const cloud = boot({ ...empty, resources: [archive(7), bus()] });
    const Entries = [{ Source: "a", DetailType: "b", Detail: "{}", EventBusName: "bus" }];
    cloud.context.call("events", "PutEvents", { Entries });
    const summary = deploy(cloud, { ...empty, resources: [archive(30), bus({ kmsKeyIdentifier: "key" })] });
    expect(summary.updated).toEqual(["Bus", "Archive"]);
    expect(cloud.context.call("events", "DescribeEventBus", { Name: "bus" })).toMatchObject({
      KmsKeyIdentifier: "key",
    });
    const described = cloud.context.call("events", "DescribeArchive", { ArchiveName: "archive" });
    expect(described).toMatchObject({ RetentionDays: 30, EventCount: 1 });
  });

  it("changes a function, its links and its mapping, which continues from its position", () => {
    const graph = committed("graph.json");
    const cloud = boot(graph);
    const edited = (edit: (resource: GraphResource) => GraphResource): Graph => ({
      ...graph,
      links: { ...graph.links, Timeline: { ...graph.links.Timeline, note: "new" } },
      resources: graph.resources.map(edit),
    });
    const summary = deploy(
      cloud,
      edited(resource =>
        resource.name === "TimelineMapping" ? { ...resource, inputs: { ...resource.inputs, batchSize: 5 } } : resource,
      ),
    );
    expect(summary.updated).toEqual(["TimelineConsumerFunction", "TimelineMapping"]);
    const { id = "" } = graph.resources.find(({ name }) => name === "TimelineMapping") ?? {};
    expect(cloud.context.call("lambda", "GetEventSourceMapping", { UUID: id })).toMatchObject({
      BatchSize: 5,
      UUID: id,
    });
    const FunctionName = graph.resources.find(({ name }) => name === "TimelineConsumerFunction")?.id;
    const { Environment } = cloud.context.call("lambda", "GetFunctionConfiguration", { FunctionName }) as {
      Environment: { Variables: Record<string, string> };
    };
    expect(JSON.parse(Environment.Variables.SST_RESOURCE_Timeline ?? "")).toMatchObject({ note: "new" });
  });

  it("forgets what the graph says no more", () => {
    const redrivePolicy = JSON.stringify({ deadLetterTargetArn: queue("dead").outputs.arn, maxReceiveCount: 3 });
    const cloud = boot({ ...empty, resources: [queue("one", { redrivePolicy }), queue("dead")] });
    deploy(cloud, { ...empty, resources: [queue("one"), queue("dead")] });
    const { Attributes } = cloud.context.call("sqs", "GetQueueAttributes", {
      QueueUrl: queue("one").id,
      AttributeNames: ["All"],
    }) as { Attributes: Record<string, string> };
    expect(Attributes.RedrivePolicy ?? "").toBe("");

    const graph = committed("graph.json");
    const other = boot(graph);
    const name = "RegistryCaptureMapping";
    const resources = graph.resources.map(resource => {
      const { maximumRetryAttempts: _gone, ...inputs } = resource.inputs;
      return resource.name === name ? { ...resource, inputs } : resource;
    });
    deploy(other, { ...graph, resources });
    const UUID = graph.resources.find(resource => resource.name === name)?.id;
    expect(other.context.call("lambda", "GetEventSourceMapping", { UUID })).toMatchObject({ MaximumRetryAttempts: -1 });
  });

  it("removes wiring, but nothing that holds data", () => {
    const cloud = boot({ ...empty, resources: [queue("one"), rule, target] });
    const summary = deploy(cloud, empty);
    expect(summary.removed).toEqual(["Target", "Rule"]);
    expect(cloud.context.call("events", "ListRules", {})).toMatchObject({ Rules: [] });
    expect(cloud.context.call("sqs", "GetQueueUrl", { QueueName: "one" })).toMatchObject({
      QueueUrl: expect.any(String),
    });
  });

  it("arranges a table's expiry and backups, and refuses another key", () => {
    const cloud = boot({ ...empty, resources: [table()] });
    deploy(cloud, { ...empty, resources: [table({ ttl: { attributeName: "expiresAt", enabled: true } })] });
    const expiry = cloud.context.call("dynamodb", "DescribeTimeToLive", { TableName: "things" });
    expect(expiry).toMatchObject({
      TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: "expiresAt" },
    });
    const rekeyed = table({ hashKey: "other", attributes: [{ name: "other", type: "S" }] });
    expect(() => deploy(cloud, { ...empty, resources: [rekeyed] })).toThrow(
      /aws:dynamodb\/table:Table "Things": its (attributes|hashKey) has changed/,
    );
  });
});

it("refuses at once all that AWS would refuse, with the property, the limit and AWS's page, and changes nothing", () => {
  const cloud = boot(empty);
  const resources = [queue("one", { visibilityTimeoutSeconds: 43_201 }), table({ hashKey: "other" })];
  expect(() => deploy(cloud, { ...empty, resources })).toThrow(
    /^aws:sqs\/queue:Queue "one": visibilityTimeoutSeconds of one is 43201, but AWS takes whole numbers from 0 to 43200\. https:\S+API_CreateQueue\.html\n.*attributes of Things lack other/,
  );
  expect(cloud.context.call("sqs", "ListQueues", {})).not.toHaveProperty("QueueUrls");
});

describe("a function with a URL", () => {
  const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };
  const name = "app-dev-Api";
  const arn = `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
  const role: GraphResource = {
    ...{
      name: "ApiRole",
      type: "aws:iam/role:Role",
      id: "api",
      outputs: { arn: "arn:aws:iam::000000000000:role/api" },
    },
    inputs: { name: "api", assumeRolePolicy: JSON.stringify({ Statement: trust }) },
  };
  const fn: GraphResource = {
    ...{ name: "ApiFunction", type: "aws:lambda/function:Function", id: name, outputs: { arn } },
    inputs: { name, role: role.outputs.arn, runtime: "nodejs24.x", handler: "api.handle" },
    code: { handler: "api.handle", links: [] },
  };
  const url = (inputs: object = {}): GraphResource => ({
    ...{ name: "ApiUrl", type: "aws:lambda/functionUrl:FunctionUrl", id: name },
    inputs: { functionName: name, authorizationType: "NONE", invokeMode: "BUFFERED", ...inputs },
    outputs: { urlId: "abc123", functionUrl: "https://abc123.lambda-url.us-east-1.on.aws/", functionArn: arn },
  });
  const described = (cloud: Cloud) => cloud.context.call("lambda", "GetFunctionUrlConfig", { FunctionName: name });

  it("keeps the id that its graph has, follows its changes, and loses its URL alone", () => {
    const cloud = boot({ ...empty, resources: [role, fn, url()] });
    const FunctionUrl = expect.stringMatching(/\/_lambda-url\/abc123\/$/);
    expect(described(cloud)).toMatchObject({ AuthType: "NONE", FunctionUrl });
    const cors = { allowOrigins: ["*"], allowMethods: ["GET"] };
    deploy(cloud, { ...empty, resources: [role, fn, url({ authorizationType: "AWS_IAM", cors })] });
    const Cors = { AllowOrigins: ["*"], AllowMethods: ["GET"] };
    expect(described(cloud)).toMatchObject({ AuthType: "AWS_IAM", Cors, FunctionUrl });
    deploy(cloud, { ...empty, resources: [role, fn, url({ authorizationType: "AWS_IAM" })] });
    expect(described(cloud)).not.toHaveProperty("Cors");
    deploy(cloud, { ...empty, resources: [role, fn] });
    expect(() => described(cloud)).toThrow("does not exist");
  });

  it("is refused by name where it streams", () => {
    const attempt = () => boot({ ...empty, resources: [role, fn, url({ invokeMode: "RESPONSE_STREAM" })] });
    expect(attempt).toThrow(/aws:lambda\/functionUrl:FunctionUrl "ApiUrl": .*RESPONSE_STREAM/);
  });
});

describe("a graph that cannot be had", () => {
  const cases: [string, GraphResource, string][] = [
    [
      "an unknown type",
      { ...queue("a"), type: "aws:sns/topic:Topic" },
      'aws:sns/topic:Topic "a": the local cloud does not know this type',
    ],
    [
      "an unknown input",
      queue("a", { colour: "red" }),
      'aws:sqs/queue:Queue "a": the local cloud does not support its input colour',
    ],
    ["another ARN than it would get", { ...queue("a"), outputs: { arn: "arn:aws:sqs:eu-west-1:1:a" } }, "its ARN is"],
    ["what a service refuses", queue("a", { delaySeconds: 9999 }), 'aws:sqs/queue:Queue "a": '],
  ];
  it.each(cases)("for %s is refused with the resource's name, and nothing is created", (_reason, resource, message) => {
    const cloud = boot(empty);
    const attempt = () => deploy(cloud, { ...empty, resources: [queue("fine"), resource] });
    expect(attempt).toThrow(GraphError);
    expect(attempt).toThrow(message);
    expect(() => cloud.context.call("sqs", "GetQueueUrl", { QueueName: "fine" })).toThrow("does not exist");
  });

  it("for another account is refused", () => {
    expect(() => deploy(boot(empty), { ...empty, account: "111111111111" })).toThrow("the graph is for 111111111111");
  });
});
