import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Graph, GraphResource } from "@tributary/synth/graph";
import { afterEach, describe, expect, it } from "vitest";
import type { Cloud } from "../cloud.ts";
import { inProcess } from "../drivers/in-process.ts";
import { deploy } from "../graph/deploy.ts";
import { virtualClock } from "../kernel/clock.ts";
import { createLocalCloud } from "../local-cloud.ts";
import type { Denial, IamMode } from "./authorizer.ts";
import { explainDenial } from "./explain-denial.ts";

const account = "000000000000";
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${account}:${resource}`;
const resource = (type: string, name: string, given: Partial<GraphResource>): GraphResource => ({
  ...{ type, name, id: name, inputs: { name }, outputs: { arn: "" } },
  ...given,
});
const policyOf = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (Action: string | string[], Resource: string | string[], more = {}) => ({
  ...{ Effect: "Allow", Action, Resource },
  ...more,
});
const roleArn = `arn:aws:iam::${account}:role/worker-role`;
const session = `arn:aws:sts::${account}:assumed-role/worker-role/worker`;
const table = (name: string) =>
  resource("aws:dynamodb/table:Table", name, {
    inputs: {
      ...{ name, billingMode: "PAY_PER_REQUEST", hashKey: "pk" },
      attributes: ["pk", "day"].map(each => ({ name: each, type: "S" })),
      globalSecondaryIndexes: [{ name: "by-day", hashKey: "day", projectionType: "ALL" }],
    },
    outputs: { arn: arn("dynamodb", `table/${name}`) },
  });
const queue = (name: string) =>
  resource("aws:sqs/queue:Queue", name, {
    ...{ id: `http://sqs.us-east-1.amazonaws.com/${account}/${name}`, outputs: { arn: arn("sqs", name) } },
  });

const keyNamed = (name: string, keyArn: string) =>
  resource("aws:kms/key:Key", name, { inputs: {}, outputs: { arn: keyArn } });

const graph: Graph = {
  ...{ app: "shop", stage: "local", region: "us-east-1", account, links: {} },
  resources: [
    resource("aws:iam/role:Role", "WorkerRole", {
      inputs: {
        name: "worker-role",
        assumeRolePolicy: policyOf({
          ...{
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: ["lambda.amazonaws.com", "pipes.amazonaws.com"] },
          },
        }),
        inlinePolicies: [
          {
            name: "inline",
            policy: policyOf(
              allow(["dynamodb:GetItem", "dynamodb:PutItem"], arn("dynamodb", "table/orders")),
              allow("dynamodb:Query", arn("dynamodb", "table/orders/index/by-day"), {
                Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["monday"] } },
              }),
              allow("events:PutEvents", arn("events", "event-bus/shop"), {
                Condition: { StringEquals: { "events:source": "shop.orders", "events:detail-type": ["Sold.v1"] } },
              }),
              allow("sqs:SendMessage", arn("sqs", "work")),
              allow("s3:GetObject", "arn:aws:s3:::shop-files/public/*"),
            ),
          },
        ],
      },
      outputs: { arn: roleArn },
    }),
    ...[table("orders"), table("bills"), queue("work"), queue("other")],
    resource("aws:s3/bucket:Bucket", "shop-files", {
      inputs: { bucket: "shop-files" },
      outputs: { arn: "arn:aws:s3:::shop-files" },
    }),
    resource("aws:cloudwatch/eventBus:EventBus", "shop", { outputs: { arn: arn("events", "event-bus/shop") } }),
    resource("aws:lambda/function:Function", "worker", {
      inputs: { name: "worker", role: roleArn, runtime: "nodejs24.x" },
      outputs: { arn: arn("lambda", "function:worker") },
      code: { handler: "worker.run", links: [] },
    }),
  ],
};

let cloud: Cloud | undefined;
afterEach(async () => {
  await cloud?.stop();
  cloud = undefined;
});

function start(mode: IamMode, denials: Denial[] = []) {
  const clock = virtualClock(Date.parse("2026-01-01T00:00:00Z"));
  cloud = createLocalCloud({ graph, clock, functions: {}, iam: { mode, onDenial: denial => denials.push(denial) } });
  return { cloud, clock, ...clients(cloud, "LOCALworker") };
}

function clients(of: Cloud, accessKeyId: string) {
  const settings = {
    ...{ region: "us-east-1", endpoint: "http://localhost", maxAttempts: 1 },
    credentials: { accessKeyId, secretAccessKey: "local" },
    requestHandler: inProcess(of),
  };
  const [dynamodb, events] = [new DynamoDBClient(settings), new EventBridgeClient(settings)];
  const [sqs, s3] = [new SQSClient(settings), new S3Client({ ...settings, forcePathStyle: true })];
  const Key = { pk: { S: "a" } };
  return {
    get: (TableName: string) => dynamodb.send(new GetItemCommand({ TableName, Key })),
    put: (TableName: string) => dynamodb.send(new PutItemCommand({ TableName, Item: Key })),
    query: (day: string) =>
      dynamodb.send(
        new QueryCommand({
          ...{ TableName: "orders", IndexName: "by-day", KeyConditionExpression: "#d = :d" },
          ...{ ExpressionAttributeNames: { "#d": "day" }, ExpressionAttributeValues: { ":d": { S: day } } },
        }),
      ),
    publish: (...sold: [source: string, detailType: string][]) =>
      events.send(
        new PutEventsCommand({
          Entries: sold.map(([Source, DetailType]) => ({ EventBusName: "shop", Source, DetailType, Detail: "{}" })),
        }),
      ),
    send: (name: string) =>
      sqs.send(new SendMessageCommand({ QueueUrl: `http://localhost/${account}/${name}`, MessageBody: "x" })),
    setPolicy: (name: string, Policy: string) =>
      sqs.send(
        new SetQueueAttributesCommand({ QueueUrl: `http://localhost/${account}/${name}`, Attributes: { Policy } }),
      ),
    read: (Key: string) => s3.send(new GetObjectCommand({ Bucket: "shop-files", Key })),
    write: (Key: string) => s3.send(new PutObjectCommand({ Bucket: "shop-files", Key, Body: "x" })),
    sts: async (parameters: Record<string, string>) => {
      const { status, body } = await of.handle({
        ...{ method: "POST", path: "/", query: new URLSearchParams() },
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/sts/aws4_request, Signature=x`,
        },
        body: Buffer.from(String(new URLSearchParams({ Version: "2011-06-15", ...parameters }))),
      });
      return { status, body: String(body) };
    },
  };
}

const denial = (action: string, on: string, why = `because no identity-based policy allows the ${action} action`) =>
  `User: ${session} is not authorized to perform: ${action} on resource: ${on} ${why}`;

describe("under enforce, a function", () => {
  it("may do what its role is granted, and nothing else", async () => {
    const { get, put, query, publish, send, read } = start("enforce");
    await Promise.all([
      get("orders"),
      put("orders"),
      query("monday"),
      publish(["shop.orders", "Sold.v1"]),
      send("work"),
    ]);
    await expect(get("bills")).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: denial("dynamodb:GetItem", arn("dynamodb", "table/bills")),
    });
    await expect(query("tuesday")).rejects.toThrow(
      denial("dynamodb:Query", arn("dynamodb", "table/orders/index/by-day")),
    );
    await expect(send("other")).rejects.toThrow(denial("sqs:SendMessage", arn("sqs", "other")));
    await expect(read("private/1")).rejects.toMatchObject({
      name: "AccessDenied",
      message: denial("s3:GetObject", "arn:aws:s3:::shop-files/private/1"),
    });
    await expect(read("public/1")).rejects.toMatchObject({ name: "NoSuchKey" });
  });

  it("may publish nothing as another source, not even beside entries of its own", async () => {
    const { publish } = start("enforce");
    const refused = denial("events:PutEvents", arn("events", "event-bus/shop"));
    await expect(publish(["shop.bills", "Sold.v1"])).rejects.toThrow(refused);
    await expect(publish(["shop.orders", "Sold.v1"], ["shop.orders", "Billed.v1"])).rejects.toThrow(refused);
    await publish(["shop.orders", "Sold.v1"], ["shop.orders", "Sold.v1"]);
  });

  it("may do what a resource's policy gives it, from the moment on that it does", async () => {
    const { cloud: running, send } = start("enforce");
    const administrator = clients(running, "me");
    const statement = { Action: "sqs:SendMessage", Resource: arn("sqs", "other"), Principal: { AWS: roleArn } };
    await expect(send("other")).rejects.toThrow("no identity-based policy");
    await administrator.setPolicy("other", policyOf({ Effect: "Allow", ...statement }));
    await send("other");
    await administrator.setPolicy("other", policyOf({ Effect: "Deny", ...statement, Principal: "*" }));
    await expect(send("other")).rejects.toThrow(
      denial("sqs:SendMessage", arn("sqs", "other"), "with an explicit deny in a resource-based policy"),
    );
    await administrator.send("other");
  });

  it("may do what policies beside its role allow it, until they are gone", async () => {
    const [custom, own] = [`arn:aws:iam::${account}:policy/other`, "arn:aws:iam::aws:policy/AmazonS3FullAccess"];
    const attach = (policyArn: string) =>
      resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", policyArn, {
        ...{ inputs: { role: "worker-role", policyArn }, outputs: {} },
      });
    const beside = [
      resource("aws:iam/policy:Policy", "other", {
        inputs: { policy: policyOf(allow("sqs:SendMessage", arn("sqs", "other"))) },
        outputs: { arn: custom },
      }),
      resource("aws:iam/rolePolicy:RolePolicy", "bills", {
        inputs: { role: "worker-role", policy: policyOf(allow("dynamodb:GetItem", arn("dynamodb", "table/bills"))) },
        outputs: {},
      }),
    ];
    const named = graph.resources.map(one => (one.name === "WorkerRole" ? { ...one, id: "worker-role" } : one));
    const whole = { ...graph, resources: [...named, ...beside, attach(custom), attach(own)] };
    cloud = createLocalCloud({ graph: whole, functions: {}, iam: { mode: "enforce" } });
    const { send, get, read } = clients(cloud, "LOCALworker");
    await Promise.all([send("other"), get("bills")]);
    await expect(read("private/1")).rejects.toMatchObject({ name: "NoSuchKey" });
    deploy(cloud, { ...whole, resources: [...named, ...beside.slice(0, 1)] });
    await expect(send("other")).rejects.toThrow("because no identity-based policy allows the sqs:SendMessage action");
    await expect(get("bills")).rejects.toThrow("because no identity-based policy allows the dynamodb:GetItem action");
  });

  it("may do what a policy of AWS allows its role, within the role's boundary", async () => {
    const [role, ...others] = graph.resources;
    const withManaged = (inputs: object) => {
      const managedPolicyArns = ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"];
      const resources = [{ ...role!, inputs: { ...role!.inputs, managedPolicyArns, ...inputs } }, ...others];
      cloud = createLocalCloud({ graph: { ...graph, resources }, functions: {}, iam: { mode: "enforce" } });
      return clients(cloud, "LOCALworker");
    };
    await withManaged({}).send("other");
    await cloud?.stop();
    const bound = withManaged({ permissionsBoundary: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" });
    await expect(bound.send("other")).rejects.toThrow(
      "because no permissions boundary allows the sqs:SendMessage action",
    );
  });

  it("is a session of its role to STS, and may not assume a role that does not trust it", async () => {
    const { sts } = start("enforce");
    expect((await sts({ Action: "GetCallerIdentity" })).body).toMatch(
      new RegExp(`<Arn>${session}</Arn><UserId>AROA[0-9A-F]{17}:worker</UserId>`),
    );
    const refused = await sts({ Action: "AssumeRole", RoleArn: roleArn, RoleSessionName: "now" });
    expect([refused.status, refused.body]).toEqual([403, expect.stringContaining("<Code>AccessDenied</Code>")]);
  });
});

describe("under enforce, what acts without keys", () => {
  const stream = arn("dynamodb", "table/orders/stream/2026-01-01T00:00:00.000");
  const resources = graph.resources.map(one =>
    one.name === "orders"
      ? {
          ...one,
          inputs: { ...one.inputs, streamEnabled: true, streamViewType: "NEW_IMAGE" },
          outputs: { ...one.outputs, streamArn: stream, streamLabel: "2026-01-01T00:00:00.000" },
        }
      : one,
  );
  const mapping = (source: string) =>
    resource("aws:lambda/eventSourceMapping:EventSourceMapping", "m", {
      id: "11111111-2222-3333-4444-555555555555",
      inputs: {
        ...{ eventSourceArn: source, functionName: "worker" },
        ...(source === stream ? { startingPosition: "LATEST" } : {}),
      },
      outputs: {},
    });
  const withGrants = (...statements: object[]) => {
    const [role] = graph.resources;
    const more = { name: "more", policy: policyOf(...statements) };
    const inline = (role?.inputs.inlinePolicies ?? []) as object[];
    return { ...role!, inputs: { ...role!.inputs, inlinePolicies: [...inline, more] } };
  };
  let accepted = 0;
  const deployWith = (...more: GraphResource[]) => {
    accepted = 0;
    const byName = new Map([...resources, ...more].map(one => [`${one.type} ${one.name}`, one]));
    cloud = createLocalCloud({
      ...{ graph: { ...graph, resources: [...byName.values()] }, functions: {}, iam: { mode: "enforce" } },
      onActivity: ({ kind, count }) => {
        if (kind === "events:accepted") accepted += count;
      },
    });
    return cloud;
  };

  it.each([
    [arn("sqs", "work"), "The provided execution role does not have permissions to call ReceiveMessage on SQS"],
    [stream, `Cannot access stream ${stream}. Please ensure the role can perform the GetRecords`],
  ])("a mapping of %s needs a role that may read it", (source, message) => {
    expect(() => deployWith(mapping(source))).toThrow(message);
  });

  const pipe = resource("aws:pipes/pipe:Pipe", "pipe", {
    inputs: {
      ...{ name: "pipe", source: stream, target: arn("events", "event-bus/shop"), roleArn },
      sourceParameters: { dynamodbStreamParameters: { startingPosition: "LATEST", maximumRetryAttempts: 0 } },
      targetParameters: {
        eventbridgeEventBusParameters: { source: "shop.orders", detailType: "$.dynamodb.NewImage.type.S" },
      },
    },
    outputs: { arn: arn("pipes", "pipe/pipe") },
  });

  it("a pipe needs a role that may read its source", () => {
    expect(() => deployWith(pipe)).toThrow(
      `The pipe's role may not read its source: User: ${session.replace(/worker$/, "pipe")} is not authorized to perform: dynamodb:DescribeStream`,
    );
  });

  it("a pipe publishes what its role may, and leaves the rest", async () => {
    const reading = allow(["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], stream);
    const listing = allow("dynamodb:ListStreams", `${stream.split("/stream")[0]}/stream/*`);
    const running = deployWith(withGrants(reading, listing), pipe);
    for (const type of ["Sold.v1", "Billed.v1"]) {
      running.context.call("dynamodb", "PutItem", {
        TableName: "orders",
        Item: { pk: { S: type }, type: { S: type } },
      });
      await running.settled();
    }
    expect(accepted).toBe(1);
  });
});

describe("an administrator", () => {
  const keysIn = (body: string) =>
    /<AccessKeyId>(\w+)<.*<SecretAccessKey>.+<SessionToken>.+<Expiration>/.exec(body)?.[1] ?? "";
  const assumed = { Action: "AssumeRole", RoleArn: roleArn, RoleSessionName: "me" };

  it("gets keys of a role, which may what the role may, for an hour", async () => {
    const { cloud: running, clock } = start("enforce");
    const { body } = await clients(running, "me").sts(assumed);
    expect(body).toContain(`<Arn>arn:aws:sts::${account}:assumed-role/worker-role/me</Arn>`);
    const role = clients(running, keysIn(body));
    await role.get("orders");
    await expect(role.get("bills")).rejects.toThrow("assumed-role/worker-role/me is not authorized");
    await clock.advance(3_600_000);
    await expect(role.get("orders")).rejects.toMatchObject({ name: "ExpiredTokenException" });
  });

  it("may limit the session", async () => {
    const { cloud: running } = start("enforce");
    const Policy = policyOf(allow("dynamodb:GetItem", "*"));
    const { body } = await clients(running, "me").sts({ ...assumed, Policy });
    const role = clients(running, keysIn(body));
    await role.get("orders");
    await expect(role.put("orders")).rejects.toThrow("because no session policy allows the dynamodb:PutItem action");
    await expect(role.get("bills")).rejects.toThrow("because no identity-based policy allows");
  });

  it.each([
    [{ RoleArn: `${roleArn}2` }, "AccessDenied", "sts:AssumeRole on resource"],
    [{ RoleSessionName: "a b" }, "ValidationError", "'roleSessionName' failed to satisfy"],
    [{ DurationSeconds: "60" }, "ValidationError", "'durationSeconds' failed to satisfy"],
    [{ Policy: "{" }, "MalformedPolicyDocument", "not valid JSON"],
    [{ ExternalId: "x" }, "ValidationError", "ExternalId"],
  ])("is refused %j", async (wrong, code, message) => {
    const { cloud: running } = start("off");
    const { body } = await clients(running, "me").sts({ ...assumed, ...wrong });
    expect(body).toMatch(new RegExp(`<Code>${code}</Code><Message>.*${message}`));
  });
});

describe("the other modes", () => {
  it("warn reports what would be denied once, and lets it run", async () => {
    const denials: Denial[] = [];
    const { put, write } = start("warn", denials);
    for (let times = 0; times < 3; times++) await Promise.all([put("bills"), put("orders"), write(`${times}`)]);
    expect(denials.sort((a, b) => (a.action < b.action ? -1 : 1))).toEqual([
      {
        ...{ action: "dynamodb:PutItem", resource: arn("dynamodb", "table/bills"), role: "WorkerRole" },
        ...{ isExplicit: false, missing: "identity" },
        text: denial("dynamodb:PutItem", arn("dynamodb", "table/bills")),
      },
      {
        ...{ action: "s3:PutObject", resource: "arn:aws:s3:::shop-files/*", role: "WorkerRole" },
        ...{ isExplicit: false, missing: "identity" },
        text: denial("s3:PutObject", "arn:aws:s3:::shop-files/*"),
      },
    ]);
  });

  it("off looks at nothing", async () => {
    const denials: Denial[] = [];
    await start("off", denials).put("bills");
    expect(denials).toEqual([]);
  });
});

it("refuses to deploy a role whose policy IAM would refuse, and says where", () => {
  const [role, ...others] = graph.resources;
  const policy = policyOf(allow("GetItem", "*"));
  const broken = { ...role!, inputs: { ...role!.inputs, inlinePolicies: [{ name: "inline", policy }] } };
  expect(() => createLocalCloud({ graph: { ...graph, resources: [broken, ...others] }, functions: {} })).toThrow(
    'aws:iam/role:Role "WorkerRole": WorkerRole/inline#/Statement/0/Action: an action is',
  );
});

it("knows which grants have allowed nothing", async () => {
  const { cloud: running, put, publish } = start("enforce");
  await Promise.all([put("orders"), publish(["shop.orders", "Sold.v1"])]);
  expect(running.authorizer?.unusedGrants(running.context)).toEqual([
    { role: "WorkerRole", action: "dynamodb:GetItem", resources: [arn("dynamodb", "table/orders")] },
    { role: "WorkerRole", action: "dynamodb:Query", resources: [arn("dynamodb", "table/orders/index/by-day")] },
    { role: "WorkerRole", action: "sqs:SendMessage", resources: [arn("sqs", "work")] },
    { role: "WorkerRole", action: "s3:GetObject", resources: ["arn:aws:s3:::shop-files/public/*"] },
  ]);
});

describe("the advice of a denial", () => {
  const advise = (action: string, on: string, isExplicit = false) =>
    explainDenial({ text: "User …", role: "WorkerRole", action, resource: on, isExplicit }, graph);

  it.each([
    ["dynamodb:GetItem", arn("dynamodb", "table/bills"), 'grant(bills, "dynamodb:GetItem")'],
    ["dynamodb:Query", arn("dynamodb", "table/bills/index/by-day"), 'grantOnIndex(bills, "by-day", "dynamodb:Query")'],
    [
      "sqs:SendMessage",
      arn("sqs", "gone"),
      `permit({ actions: ["sqs:SendMessage"], resources: ["${arn("sqs", "gone")}"] })`,
    ],
    ["events:PutEvents", arn("events", "event-bus/shop"), "add a send operation to its contract"],
  ])("names what gives %s on %s", (action, on, expected) => {
    expect(advise(action, on)).toContain("IAM on AWS denies this: User …. If WorkerRole is to ");
    expect(advise(action, on)).toContain(expected);
  });

  it("says where in the program a grant goes", () => {
    expect(advise("dynamodb:GetItem", arn("dynamodb", "table/bills"))).toMatch(/"\) to its `uses`, then run: /);
  });

  const key = arn("kms", "key/k");
  const withKey = { ...graph, resources: [...graph.resources, keyNamed("DataKey", key)] };
  const rule = arn("events", "rule/daily");
  const explained = (given: Partial<Denial>) =>
    explainDenial(
      { text: "User …", role: "WorkerRole", action: "", resource: key, isExplicit: false, ...given },
      withKey,
    );

  it.each<[string, Partial<Denial>, string]>([
    [
      "the use of a key",
      { action: "kms:Decrypt", missing: "identity" },
      'add permit({ actions: ["kms:Decrypt"], resources: [DataKey.arn] })',
    ],
    [
      "the policy of a key",
      { action: "kms:Decrypt", missing: "resource" },
      `let the policy of DataKey leave it to the account: add { Effect: "Allow", Principal: { AWS: "arn:aws:iam::${account}:root" }, Action: "kms:Decrypt"`,
    ],
    [
      "a rule for a function",
      {
        ...{ action: "lambda:InvokeFunction", resource: arn("lambda", "function:worker"), source: rule },
        role: "events.amazonaws.com",
      },
      `function: worker.name, principal: "events.amazonaws.com", sourceArn: ${rule}.arn })`,
    ],
    [
      "a rule for a queue",
      { action: "sqs:SendMessage", resource: arn("sqs", "work"), source: rule, role: "events.amazonaws.com" },
      'add to the policy of work { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage"',
    ],
    [
      "a role for a service",
      { action: "sts:AssumeRole", resource: roleArn, role: "events.amazonaws.com" },
      'If WorkerRole is for events.amazonaws.com, add to its assumeRolePolicy { Effect: "Allow", Principal: { Service:',
    ],
    ["a session", { action: "sqs:SendMessage", missing: "session" }, "The policy of the session of WorkerRole"],
  ])("names what gives %s", (_what, given, expected) => {
    expect(explained(given)).toContain(expected);
  });

  it("says of which policies of a role it knows nothing", () => {
    const attached = [...graph.resources].map(one =>
      one.name === "WorkerRole"
        ? { ...one, inputs: { ...one.inputs, managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] } }
        : one,
    );
    const about = {
      text: "",
      role: "WorkerRole",
      action: "sqs:SendMessage",
      resource: arn("sqs", "x"),
      isExplicit: false,
    };
    expect(explainDenial(about, { ...graph, resources: attached })).toContain(
      "The local cloud does not know what arn:aws:iam::aws:policy/ReadOnlyAccess allows.",
    );
  });

  it("says where no grant would help", () => {
    expect(advise("sqs:SendMessage", arn("sqs", "work"), true)).toContain("no grant can allow it");
  });
});
