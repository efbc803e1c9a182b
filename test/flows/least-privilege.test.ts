import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { AwsError } from "@tributary/local-cloud/kernel/aws-error";
import type { WireRequest } from "@tributary/local-cloud/kernel/wire";
import { createLocalCloud, startLocalCloud } from "@tributary/local-cloud/local-cloud";
import type { Graph } from "@tributary/synth/graph";
import { describe, expect, it } from "vitest";
import { statementsTo } from "./table-writes.ts";
import { withoutDatastore } from "./without-datastore.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The queues of all consumers of events. */
function subscribedQueues({ resources }: Graph): string[] {
  const ofEvents = new Set(resources.flatMap(({ inputs }) => (inputs.eventPattern === undefined ? [] : [inputs.name])));
  const targets = resources.filter(({ type, inputs }) => type.endsWith(":EventTarget") && ofEvents.has(inputs.rule));
  return [...new Set(targets.map(({ inputs }) => String(inputs.targetId)))];
}

/** What would be denied, and what is granted in vain, while changes, a poison item, a poison message and a failing table come their way. */
async function runAll(graph: Graph) {
  const denied: string[] = [];
  let refused = 0;
  const local = await startLocalCloud({
    ...{ graph, root, storage: "memory", port: 0 },
    iam: { mode: "enforce", onDenial: ({ text }) => denied.push(text) },
    faults: {
      before(service, _operation, input) {
        if (service !== "dynamodb" || statementsTo("TimelineTable", input).length === 0 || refused > 0) return;
        refused++;
        throw new AwsError("ValidationException", "Not this time.");
      },
    },
  });
  const client = new DynamoDBClient({
    region: graph.region,
    endpoint: local.url,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const write = (id: string, item: object) => {
    const ids = { pk: `PATIENT#${id}`, patientId: id };
    return client.send(
      new PutItemCommand({ TableName: String(graph.links.Registry?.name), Item: marshall({ ...ids, ...item }) }),
    );
  };
  const unused = () =>
    local.cloud.authorizer
      ?.unusedGrants(local.cloud.context)
      .map(({ role, action, resources }) => `${role} ${action} on ${resources}`);
  // Of the functions that something calls here; the others are in datastore-privilege.test.ts.
  const working = /^(Registry(Capture|Enrichment|PublishedConsumer)|TimelineConsumer)Role (?!healthlake:)/;
  try {
    await write("a", { sk: "PATIENT#a", itemType: "Patient" });
    await write("a", { sk: "PATIENT#a", itemType: "Patient", familyName: "Rivers" });
    await write("a", { sk: "ADDRESS#1", itemType: "Address", addressId: "1" });
    await write("a", { sk: "ADDRESS#1", itemType: "Address", addressId: "1", city: "Utrecht" });
    await write("b", { sk: "PATIENT#b", itemType: "Invoice" });
    for (const queue of subscribedQueues(graph))
      local.cloud.context.call("sqs", "SendMessage", { QueueUrl: graph.links[queue]?.url, MessageBody: "no JSON" });
    await expect.poll(() => unused()?.filter(grant => working.test(grant)), { timeout: 60_000 }).toEqual([]);
    return { denied, unused: unused() };
  } finally {
    client.destroy();
    await local.stop();
  }
}

/** Ways to read FHIR data, and the action that each needs. */
const reads = [
  ["GET", "Patient/a", "ReadResource"],
  ["GET", "Patient", "SearchWithGet"],
  ["GET", "Patient/a/_history", "GetHistoryByResourceId"],
  ["GET", "Patient/a/_history/1", "VersionReadResource"],
] as const;

describe.each(["infra/graph.json", "infra/graph.pipe.json"])("the functions of %s", file => {
  const graph = withoutDatastore(readGraph(join(root, file)));

  it("may do all that they do, and no more than they do", async () => {
    const { denied, unused } = await runAll(graph);
    expect(denied).toEqual([]);
    // Every record of the pipe has arrived, so that none is a dead letter, which a key would encrypt.
    const ofPipe = unused?.filter(grant => grant.startsWith("RegistryPipeRole "));
    const letters = file.includes("pipe") ? ["sqs:SendMessage", "kms:GenerateDataKey"] : [];
    expect(ofPipe).toEqual(letters.map(action => expect.stringContaining(action)));
  });

  it("may neither send what another service sends, nor use what is not theirs", async () => {
    const whole = readGraph(join(root, file));
    const cloud = createLocalCloud({ graph: whole, functions: {}, iam: { mode: "enforce" } });
    const all = (type: string) => whole.resources.filter(one => one.type === type);
    const functions = all("aws:lambda/function:Function");
    expect(functions.length).toBeGreaterThan(5);
    const registry = String(whole.links.Registry?.name);
    const bus = whole.resources.find(({ type }) => type.endsWith(":EventBus"))?.outputs.arn;
    for (const { inputs } of functions) {
      const name = String(inputs.name);
      const role = all("aws:iam/role:Role").find(({ outputs }) => outputs.arn === inputs.role);
      const grants = JSON.stringify(role?.inputs.inlinePolicies);
      const ask = (service: string, operation: string, target: string, input: object) =>
        cloud.handle(signed(`LOCAL${name}`, service, `${target}.${operation}`, input));
      const entry = { EventBusName: bus, Source: "tributary.patient-timeline", DetailType: "PatientRecordChanged.v1" };
      const answers = await Promise.all([
        ask("events", "PutEvents", "AWSEvents", { Entries: [{ ...entry, Detail: "{}" }] }),
        ask("dynamodb", "PutItem", "DynamoDB_20120810", {
          TableName: registry,
          Item: { pk: { S: "a" }, sk: { S: "a" } },
        }),
        ask("dynamodb", "GetItem", "DynamoDB_20120810", {
          TableName: registry,
          Key: { pk: { S: "a" }, sk: { S: "a" } },
        }),
      ]);
      expect(answers.map(({ body }) => JSON.parse(String(body)).__type.split("#").at(-1))).toEqual(
        Array(3).fill("AccessDeniedException"),
      );
      for (const { id, outputs } of all("aws:dynamodb/table:Table")) {
        if (grants.includes(String(outputs.arn))) continue;
        const { body } = await ask("dynamodb", "Scan", "DynamoDB_20120810", { TableName: id });
        expect(String(body)).toContain(`not authorized to perform: dynamodb:Scan on resource: ${outputs.arn}`);
      }
      for (const [method, path, action] of reads) {
        if (grants.includes(`healthlake:${action}`)) continue;
        const { status, body } = await cloud.handle({
          ...signed(`LOCAL${name}`, "healthlake", "", {}),
          ...{ method, path: `/datastore/${whole.links.Datastore?.id}/r4/${path}` },
        });
        expect([status, String(body)]).toEqual([403, expect.stringContaining(`to perform: healthlake:${action} on`)]);
      }
    }
    await cloud.stop();
  });
});

/** A request with a key, in this process: its signature is not verified. */
function signed(key: string, service: string, target: string, input: object): WireRequest {
  return {
    ...{ method: "POST", path: "/", query: new URLSearchParams(), body: Buffer.from(JSON.stringify(input)) },
    headers: {
      ...(target === "" ? {} : { "x-amz-target": target }),
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/${service}/aws4_request, Signature=x`,
    },
  };
}
