import type { Graph, GraphResource } from "@tributary/synth/graph";
import { describe, expect, it, onTestFinished } from "vitest";
import { virtualClock } from "../kernel/clock.ts";
import type { Activity } from "../kernel/service.ts";
import { createLocalCloud } from "../local-cloud.ts";
import { receiveFromQueue } from "../services/sqs/queue.ts";
import { settle } from "../settle-fixture.ts";
import type { Denial } from "./authorizer.ts";

const account = "000000000000";
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${account}:${resource}`;
const roleArn = `arn:aws:iam::${account}:role/acting`;
const rule = arn("events", "rule/rule");
const resource = (type: string, name: string, given: Partial<GraphResource>): GraphResource => ({
  ...{ type, name, id: name, inputs: { name }, outputs: { arn: "" } },
  ...given,
});
const policyOf = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (Action: string, Resource: string) => ({ Effect: "Allow", Action, Resource });

const queue = (name: string, inputs: object = {}) =>
  resource("aws:sqs/queue:Queue", name, {
    id: `http://sqs.us-east-1.amazonaws.com/${account}/${name}`,
    inputs: { name, ...inputs },
    outputs: { arn: arn("sqs", name) },
  });
const letEvents = policyOf({
  ...allow("sqs:SendMessage", "*"),
  Principal: { Service: "events.amazonaws.com" },
});
const role = (trusted: string | string[], ...statements: object[]) =>
  resource("aws:iam/role:Role", "ActingRole", {
    inputs: {
      assumeRolePolicy: policyOf({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: trusted } }),
      inlinePolicies: statements.length > 0 ? [{ name: "inline", policy: policyOf(...statements) }] : [],
    },
    outputs: { arn: roleArn },
  });
const fn = (inputs: object = {}) =>
  resource("aws:lambda/function:Function", "worker", {
    inputs: { name: "worker", role: roleArn, runtime: "nodejs24.x", ...inputs },
    outputs: { arn: arn("lambda", "function:worker") },
    code: { handler: "worker.run", links: [] },
  });
const eventRule = (inputs: object = { eventPattern: '{"source":["shop"]}' }) =>
  resource("aws:cloudwatch/eventRule:EventRule", "rule", {
    inputs: { name: "rule", ...inputs },
    outputs: { arn: rule },
  });
const target = (to: string, inputs: object = {}) =>
  resource("aws:cloudwatch/eventTarget:EventTarget", "target", {
    inputs: { rule: "rule", targetId: "t", arn: to, deadLetterConfig: { arn: arn("sqs", "dead") }, ...inputs },
    outputs: { targetId: "t" },
  });
const permission = (sourceArn = rule) =>
  resource("aws:lambda/permission:Permission", "permission", {
    inputs: {
      ...{ action: "lambda:InvokeFunction", function: "worker", principal: "events.amazonaws.com", sourceArn },
    },
    outputs: { statementId: "terraform-1" },
  });

function open(resources: readonly GraphResource[], run: () => unknown = () => null) {
  const denials: Denial[] = [];
  const activities: Activity[] = [];
  const clock = virtualClock(Date.parse("2026-01-01T00:00:00Z"));
  const graph: Graph = {
    ...{ app: "shop", stage: "local", region: "us-east-1", account, links: {} },
    resources: [...resources, queue("dead", { policy: letEvents })],
  };
  let calls = 0;
  const cloud = createLocalCloud({
    ...{ graph, clock, iam: { mode: "enforce", onDenial: denial => denials.push(denial) } },
    functions: {
      "worker.run": () => {
        calls++;
        return run();
      },
    },
    onActivity: activity => activities.push(activity),
  });
  onTestFinished(() => cloud.stop());
  return {
    ...{ cloud, clock, denials },
    calls: () => calls,
    count: (kind: string) => activities.filter(activity => activity.kind === kind).length,
    async publish() {
      cloud.context.call("events", "PutEvents", { Entries: [{ Source: "shop", DetailType: "Sold", Detail: "{}" }] });
      await settle(cloud, clock);
    },
    settled: () => settle(cloud, clock),
    messages: (name: string) => receiveFromQueue(cloud.context, { queueArn: arn("sqs", name), max: 10 }),
  };
}

/** For a rule's target, and the function beside it. */
const trusting = (...statements: object[]) => role(["events.amazonaws.com", "lambda.amazonaws.com"], ...statements);
const lambdaRole = (...statements: object[]) => role("lambda.amazonaws.com", ...statements);

describe("a rule invokes a function", () => {
  const wired = (...more: GraphResource[]) => [
    ...[lambdaRole(), fn(), eventRule(), target(arn("lambda", "function:worker")), ...more],
  ];

  it("that its policy lets it invoke", async () => {
    const { calls, publish } = open(wired(permission()));
    await publish();
    expect(calls()).toBe(1);
  });

  it.each([
    ["without a permission", []],
    ["with one of another rule", [permission(`${rule}2`)]],
  ])("not %s: the event is a dead letter", async (_what, more) => {
    const { calls, publish, messages, denials } = open(wired(...more));
    await publish();
    expect(calls()).toBe(0);
    expect(denials).toMatchObject([
      {
        ...{ role: "events.amazonaws.com", action: "lambda:InvokeFunction", source: rule, isExplicit: false },
        text: expect.stringMatching(/^User: events.amazonaws.com is not authorized to perform: lambda:InvokeFunction/),
      },
    ]);
    expect(messages("dead").map(({ messageAttributes }) => messageAttributes?.ERROR_CODE?.StringValue)).toEqual([
      "NO_PERMISSIONS",
    ]);
  });

  it("until the permission is gone from the graph", async () => {
    const { cloud, calls, publish } = open(wired(permission()));
    cloud.context.call("lambda", "RemovePermission", { FunctionName: "worker", StatementId: "terraform-1" });
    await publish();
    expect(calls()).toBe(0);
  });

  it.each([
    [1, "with", [permission()]],
    [0, "without", []],
  ])("%i times on a schedule %s a permission", async (times, _what, more) => {
    const scheduled = wired(...more).map(one =>
      one.name === "rule" ? eventRule({ scheduleExpression: "rate(1 hour)" }) : one,
    );
    const { clock, calls, count } = open(scheduled);
    await clock.advance(3_600_000);
    expect([calls(), count("events:dead-lettered")]).toEqual([times, 1 - times]);
  });
});

describe("a target with a role", () => {
  it.each([
    ["a queue", arn("sqs", "work"), allow("sqs:SendMessage", arn("sqs", "work"))],
    ["a function", arn("lambda", "function:worker"), allow("lambda:InvokeFunction", arn("lambda", "function:worker"))],
  ])("reaches %s by what the role may, whatever the policy of what it reaches says", async (_what, to, may) => {
    const wired = (acting: GraphResource) => [...[acting, fn(), queue("work"), eventRule(), target(to, { roleArn })]];
    const arrived = async (acting: GraphResource) => {
      const { publish, calls, messages } = open(wired(acting));
      await publish();
      return calls() + messages("work").length - messages("dead").length;
    };
    expect(await arrived(trusting(may))).toBe(1);
    expect(await arrived(trusting())).toBe(-1);
    expect(await arrived(trusting(allow("sqs:SendMessage", arn("sqs", "other"))))).toBe(-1);
  });

  it("puts events on another bus as its role, by source", async () => {
    const only = (source: string) => ({
      ...allow("events:PutEvents", arn("events", "event-bus/other")),
      Condition: { StringEquals: { "events:source": source } },
    });
    const bus = resource("aws:cloudwatch/eventBus:EventBus", "other", {
      outputs: { arn: arn("events", "event-bus/other") },
    });
    const accepted = async (source: string) => {
      const to = target(arn("events", "event-bus/other"), { roleArn });
      const { publish, count } = open([trusting(only(source)), bus, eventRule(), to]);
      await publish();
      return count("events:accepted");
    };
    expect([await accepted("shop"), await accepted("bank")]).toEqual([2, 1]);
  });

  it("is not served by a role that EventBridge may not assume", async () => {
    const may = allow("sqs:SendMessage", arn("sqs", "work"));
    const { publish, denials, messages } = open([
      ...[lambdaRole(may), queue("work"), eventRule(), target(arn("sqs", "work"), { roleArn })],
    ]);
    await publish();
    expect(messages("work")).toEqual([]);
    expect(denials.map(({ text }) => text)).toEqual([
      `User: events.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${roleArn} because no resource-based policy allows the sts:AssumeRole action`,
    ]);
  });
});

describe("what an asynchronous invocation fails with is sent as the function's role", () => {
  const fail = () => {
    throw new Error("no");
  };
  const may = allow("sqs:SendMessage", arn("sqs", "failed"));
  const config = resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "config", {
    inputs: {
      ...{ functionName: "worker", maximumRetryAttempts: 0 },
      destinationConfig: { onFailure: { destination: arn("sqs", "failed") } },
    },
    outputs: {},
  });

  it.each([
    ["its dead letters", [fn({ deadLetterConfig: { targetArn: arn("sqs", "failed") } })]],
    ["its destination", [fn(), config]],
  ])("to %s", async (_what, wired) => {
    const { cloud, settled, messages, count } = open([lambdaRole(may), queue("failed"), ...wired], fail);
    cloud.context.call("lambda", "Invoke", { FunctionName: "worker", InvocationType: "Event", Payload: "{}" });
    await settled();
    expect([messages("failed").length, count("lambda:given-up"), count("lambda:lost")]).toEqual([1, 1, 0]);
  });

  it("and lost where the role may no longer", async () => {
    const { cloud, settled, messages, count } = open([lambdaRole(may), queue("failed"), fn(), config], fail);
    const Policy = policyOf({ Effect: "Deny", Principal: "*", Action: "sqs:SendMessage", Resource: "*" });
    cloud.context.call("sqs", "SetQueueAttributes", {
      ...{ QueueUrl: `http://localhost/${account}/failed`, Attributes: { Policy } },
    });
    cloud.authorizer?.forget(cloud.context);
    cloud.context.call("lambda", "Invoke", { FunctionName: "worker", InvocationType: "Event", Payload: "{}" });
    await settled();
    expect([messages("failed").length, count("lambda:lost")]).toEqual([0, 1]);
  });

  it.each([
    [
      "dead letters",
      [fn({ deadLetterConfig: { targetArn: arn("sqs", "failed") } })],
      "The provided execution role does not have permissions to call SendMessage on SQS",
    ],
    [
      "a destination",
      [fn(), config],
      `The function's execution role does not have permissions to call SendMessage on ${arn("sqs", "failed")}`,
    ],
  ])("so that %s need a role that may send", (_what, wired, message) => {
    expect(() => open([lambdaRole(), queue("failed"), ...wired])).toThrow(message);
  });
});

it("a function needs a role that Lambda may assume", () => {
  expect(() => open([role("events.amazonaws.com"), fn()])).toThrow(
    "whose assumeRolePolicy does not let lambda.amazonaws.com assume it",
  );
});

describe("a job of HealthLake reads and writes files as its role", () => {
  const STORE = "0123456789abcdef0123456789abcdef";
  const [KEY, OUTPUT] = [arn("kms", "key/k"), "s3://files/out/"];
  const files = [
    allow("s3:PutObject", "arn:aws:s3:::files/out/*"),
    allow("s3:ListBucket", "arn:aws:s3:::files"),
    allow("kms:GenerateDataKey", KEY),
  ];
  const statusOf = async (acting: GraphResource, operation: "Import" | "Export") => {
    const { cloud, clock } = open([
      acting,
      resource("aws:kms/key:Key", "k", { inputs: {}, outputs: { arn: KEY } }),
      resource("aws:s3/bucket:Bucket", "files", {
        inputs: { bucket: "files" },
        outputs: { arn: "arn:aws:s3:::files" },
      }),
      resource("aws-native:healthlake:FhirDatastore", "store", {
        inputs: { datastoreTypeVersion: "R4" },
        outputs: { datastoreArn: arn("healthlake", `datastore/fhir/${STORE}`) },
      }),
    ]);
    const { call } = cloud.context;
    call("s3", "PutObject", {
      Bucket: "files",
      Key: "in/a.ndjson",
      Body: '{"resourceType":"Basic","code":{"text":"a"}}',
    });
    await clock.advance(60_000);
    const { JobId } = call("healthlake", `StartFHIR${operation}Job`, {
      ...{ DatastoreId: STORE, ClientToken: "t", DataAccessRoleArn: roleArn },
      [operation === "Export" ? "OutputDataConfig" : "JobOutputDataConfig"]: {
        S3Configuration: { S3Uri: OUTPUT, KmsKeyId: KEY },
      },
      ...(operation === "Import" && { InputDataConfig: { S3Uri: "s3://files/in/" } }),
    }) as { JobId: string };
    await settle(cloud, clock);
    const told = call("healthlake", `DescribeFHIR${operation}Job`, { DatastoreId: STORE, JobId }) as Record<
      string,
      { readonly JobStatus: string }
    >;
    return told[`${operation}JobProperties`]?.JobStatus;
  };
  const healthlake = (...statements: object[]) => role("healthlake.amazonaws.com", ...statements);
  const reading = allow("s3:GetObject", "arn:aws:s3:::files/in/*");

  it.each<["Import" | "Export", object[]]>([
    ["Export", files],
    ["Import", [...files, reading]],
  ])("%s", async (operation, needed) => {
    expect(await statusOf(healthlake(...needed), operation)).toBe("COMPLETED");
    // An empty store has no file to export.
    const lacking = operation === "Export" ? needed.filter(one => one !== files[1]) : needed.slice(0, -1);
    expect(await statusOf(healthlake(...lacking), operation)).toBe("FAILED");
    expect(await statusOf(lambdaRole(...needed), operation)).toBe("FAILED");
  });

  it("and a role that may not use the key of the output writes none", async () => {
    expect(await statusOf(healthlake(...files.slice(0, 2), reading), "Import")).toBe("FAILED");
  });
});
