import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { AwsError } from "@tributary/local-cloud/kernel/aws-error";
import { startLocalCloud } from "@tributary/local-cloud/local-cloud";
import { type Statement, statements } from "@tributary/sst/statements";
import type { Graph } from "@tributary/synth/graph";
import { describe, expect, it } from "vitest";
import { type AuthorizedCall, authorizedCalls } from "./function-calls.ts";
import { statementsTo } from "./table-writes.ts";
import { withoutDatastore } from "./without-datastore.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Used by AWS in the function's name: to write its logs, to read its source and tell of failures, to reach encrypted data. */
const usedByAws = [
  /^logs:(CreateLogStream|PutLogEvents)$/,
  /^dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)$/, // https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
  /^sqs:(ChangeMessageVisibility|DeleteMessage|GetQueueAttributes|ReceiveMessage)$/, // https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
  /^s3:ListBucket$/, // https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-errors.html, the destination on failure
  /^kms:(Decrypt|GenerateDataKey)$/,
  /^healthlake:/, // Used, and used by no more than granted, in datastore-privilege.test.ts.
];

/** The statements of a function's role. */
function grantsOf(graph: Graph, functionName: string): Statement[] {
  const role = graph.resources.find(({ type, inputs }) => type.endsWith(":Function") && inputs.name === functionName)
    ?.inputs.role;
  const owner = graph.resources.find(({ type, outputs }) => type.endsWith(":Role") && outputs.arn === role)?.name;
  return statements(graph).filter(statement => statement.kind === "role" && statement.owner === owner);
}

const matches = (pattern: string, value: string) =>
  new RegExp(`^${pattern.split("*").map(RegExp.escape).join(".*")}$`).test(value);

/** Whether a statement allows a call: its action, its resource, and all that its conditions ask (`StringEquals` alone is known). */
function allows({ effect, actions, resources, condition }: Statement, call: AuthorizedCall): boolean {
  const { StringEquals = {}, ...others } = (condition ?? {}) as { StringEquals?: Record<string, string | string[]> };
  return (
    effect === "Allow" &&
    Object.keys(others).length === 0 &&
    actions.some(action => matches(action, call.action)) &&
    resources.some(resource => matches(resource, call.resource)) &&
    Object.entries(StringEquals).every(([key, values]) => [values].flat().includes(call.context[key] ?? ""))
  );
}

/** The queues of all consumers of events. */
function subscribedQueues({ resources }: Graph): string[] {
  const ofEvents = new Set(resources.flatMap(({ inputs }) => (inputs.eventPattern === undefined ? [] : [inputs.name])));
  const targets = resources.filter(({ type, inputs }) => type.endsWith(":EventTarget") && ofEvents.has(inputs.rule));
  return [...new Set(targets.map(({ inputs }) => String(inputs.targetId)))];
}

/** Every call that the deployed functions make while changes, a poison item, a poison message and a failing table come their way. */
async function callsOfFunctions(graph: Graph): Promise<AuthorizedCall[]> {
  const calls: AuthorizedCall[] = [];
  let refused = 0;
  const local = await startLocalCloud({
    ...{ graph, root, storage: "memory", port: 0 },
    faults: {
      before(service, _operation, input) {
        if (service !== "dynamodb" || statementsTo("TimelineTable", input).length === 0 || refused > 0) return;
        refused++;
        throw new AwsError("ValidationException", "Not this time.");
      },
    },
  });
  const { handle } = local.cloud;
  local.cloud.handle = request => {
    calls.push(...authorizedCalls(request, graph));
    return handle(request);
  };
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
  const expected = {
    "dynamodb:PartiQLInsert": 4,
    "dynamodb:PartiQLUpdate": 4,
    // A poison message each, and a poison item.
    "sqs:SendMessage": subscribedQueues(graph).length + 1,
    "s3:PutObject": subscribedQueues(graph).length + 1,
  };
  const missing = () =>
    Object.entries(expected).filter(([action, count]) => calls.filter(call => call.action === action).length < count);
  try {
    await write("a", { sk: "PATIENT#a", itemType: "Patient" });
    await write("a", { sk: "PATIENT#a", itemType: "Patient", familyName: "Rivers" });
    await write("a", { sk: "ADDRESS#1", itemType: "Address", addressId: "1" });
    await write("a", { sk: "ADDRESS#1", itemType: "Address", addressId: "1", city: "Utrecht" });
    await write("b", { sk: "PATIENT#b", itemType: "Invoice" });
    for (const queue of subscribedQueues(graph))
      local.cloud.context.call("sqs", "SendMessage", { QueueUrl: graph.links[queue]?.url, MessageBody: "no JSON" });
    await expect.poll(missing, { timeout: 30_000 }).toEqual([]);
  } finally {
    client.destroy();
    await local.stop();
  }
  return calls;
}

describe.each(["infra/graph.json", "infra/graph.pipe.json"])("the functions of %s", file => {
  const graph = withoutDatastore(readGraph(join(root, file)));

  it("may do all that they do, and no more than they do", async () => {
    const calls = await callsOfFunctions(graph);
    const callers = [...new Set(calls.map(({ caller }) => caller))];
    expect(callers.length).toBe(subscribedQueues(graph).length + 1); // And the capture.
    expect(callers.length).toBeGreaterThan(2);
    const refused = calls.filter(call => !grantsOf(graph, call.caller).some(grant => allows(grant, call)));
    expect(refused).toEqual([]);

    const unused = callers.flatMap(caller =>
      grantsOf(graph, caller).flatMap(grant =>
        grant.actions
          .filter(action => !usedByAws.some(known => known.test(action)))
          .filter(
            action => !calls.some(call => call.caller === caller && allows({ ...grant, actions: [action] }, call)),
          )
          .map(action => `${caller} ${action} ${grant.resources}`),
      ),
    );
    expect(unused).toEqual([]);
  });

  it("may neither send what another service sends, nor write elsewhere", () => {
    const functions = graph.resources.filter(({ type }) => type === "aws:lambda/function:Function");
    const bus = graph.resources.find(({ type }) => type.endsWith(":EventBus"))?.outputs.arn;
    const registry = graph.resources.find(({ id }) => id === graph.links.Registry?.name)?.outputs.arn;
    for (const { inputs } of functions) {
      const may = (action: string, resource: unknown, context = {}) =>
        grantsOf(graph, String(inputs.name)).some(grant =>
          allows(grant, { caller: "", action, resource: String(resource), context }),
        );
      const context = {
        "events:source": "tributary.patient-timeline",
        "events:detail-type": "PatientRecordChanged.v1",
      };
      expect(may("events:PutEvents", bus, context)).toBe(false);
      expect(may("events:PutEvents", bus)).toBe(false);
      expect(may("dynamodb:PutItem", registry)).toBe(false);
    }
  });
});
