import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import {
  CancelKeyDeletionCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Graph, GraphResource } from "@tributary/synth/graph";
import { describe, expect, it, onTestFinished } from "vitest";
import { inProcess } from "../drivers/in-process.ts";
import { AwsError } from "../kernel/aws-error.ts";
import { createLocalCloud } from "../local-cloud.ts";

const account = "000000000000";
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${account}:${resource}`;
const [roleArn, key] = [`arn:aws:iam::${account}:role/worker-role`, arn("kms", "key/k")];
const session = `arn:aws:sts::${account}:assumed-role/worker-role/worker`;
const resource = (type: string, name: string, given: Partial<GraphResource>): GraphResource => ({
  ...{ type, name, id: name, inputs: { name }, outputs: { arn: "" } },
  ...given,
});
const policyOf = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (Action: string | string[], more: object = {}) => ({
  ...{ Effect: "Allow", Action, Resource: "*" },
  ...more,
});
/** Data is granted whole: what is tested is the key. */
const data = allow(["dynamodb:*", "sqs:*", "s3:*"]);
const toAccount = allow("kms:*", { Principal: { AWS: `arn:aws:iam::${account}:root` } });

/** A function, and encrypted data of each kind: under a key of its own, or under another. */
function graphOf(granted: object[], { policy = policyOf(toAccount), under = key } = {}): Graph {
  const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };
  return {
    ...{ app: "shop", stage: "local", region: "us-east-1", account, links: {} },
    resources: [
      resource("aws:kms/key:Key", "k", { inputs: { policy }, outputs: { arn: key } }),
      resource("aws:kms/alias:Alias", "alias/shop", {
        ...{ inputs: { targetKeyId: "k" }, outputs: { arn: arn("kms", "alias/shop") } },
      }),
      resource("aws:iam/role:Role", "WorkerRole", {
        inputs: {
          assumeRolePolicy: policyOf(trust),
          inlinePolicies: [{ name: "inline", policy: policyOf(data, ...granted) }],
        },
        outputs: { arn: roleArn },
      }),
      resource("aws:lambda/function:Function", "worker", {
        inputs: { name: "worker", role: roleArn, runtime: "nodejs24.x" },
        outputs: { arn: arn("lambda", "function:worker") },
        code: { handler: "worker.run", links: [] },
      }),
      resource("aws:dynamodb/table:Table", "orders", {
        inputs: {
          ...{ name: "orders", billingMode: "PAY_PER_REQUEST", hashKey: "pk", attributes: [{ name: "pk", type: "S" }] },
          serverSideEncryption: { enabled: true, kmsKeyArn: under },
        },
        outputs: { arn: arn("dynamodb", "table/orders") },
      }),
      resource("aws:sqs/queue:Queue", "work", {
        id: `http://sqs.us-east-1.amazonaws.com/${account}/work`,
        inputs: { name: "work", kmsMasterKeyId: under },
        outputs: { arn: arn("sqs", "work") },
      }),
      resource("aws:s3/bucket:Bucket", "files", {
        inputs: { bucket: "files" },
        outputs: { arn: "arn:aws:s3:::files" },
      }),
      resource("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "files", {
        inputs: {
          bucket: "files",
          rules: [
            {
              applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: under },
              bucketKeyEnabled: false,
            },
          ],
        },
        outputs: {},
      }),
    ],
  };
}

const calls = {
  get: ["dynamodb", "GetItem", { TableName: "orders", Key: { pk: { S: "a" } } }],
  put: ["dynamodb", "PutItem", { TableName: "orders", Item: { pk: { S: "a" } } }],
  describe: ["dynamodb", "DescribeTable", { TableName: "orders" }],
  send: ["sqs", "SendMessage", { QueueUrl: `http://localhost/${account}/work`, MessageBody: "x" }],
  receive: ["sqs", "ReceiveMessage", { QueueUrl: `http://localhost/${account}/work` }],
  write: ["s3", "PutObject", { Bucket: "files", Key: "a", Body: "x" }],
  read: ["s3", "GetObject", { Bucket: "files", Key: "a" }],
  head: ["s3", "HeadObject", { Bucket: "files", Key: "a" }],
  begin: ["s3", "CreateMultipartUpload", { Bucket: "files", Key: "b" }],
  copy: ["s3", "CopyObject", { Bucket: "files", Key: "c", CopySource: "files/a" }],
} as const;

/** Why each call is refused to the function, of those that are. */
async function refusals(graph: Graph): Promise<Partial<Record<keyof typeof calls, string>>> {
  const cloud = createLocalCloud({ graph, functions: {}, iam: { mode: "enforce" } });
  cloud.context.call("s3", "PutObject", calls.write[2]);
  const found = Object.entries(calls).flatMap(([name, [service, operation, input]]) => {
    try {
      cloud.context.holdToRole({ role: roleArn, session: "worker" }, service, operation, input);
      return [];
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return [[name, `${error.code} ${/kms:\w+/.exec(error.message)?.[0]}`]];
    }
  });
  await cloud.stop();
  return Object.fromEntries(found) as Awaited<ReturnType<typeof refusals>>;
}

it("asks for the key of what is written or read, and in each service's own code", async () => {
  expect(await refusals(graphOf([]))).toEqual({
    get: "AccessDeniedException kms:Decrypt",
    put: "AccessDeniedException kms:Decrypt",
    send: "KmsAccessDenied kms:GenerateDataKey",
    receive: "KmsAccessDenied kms:Decrypt",
    write: "AccessDenied kms:GenerateDataKey",
    read: "AccessDenied kms:Decrypt",
    begin: "AccessDenied kms:GenerateDataKey",
    copy: "AccessDenied kms:Decrypt",
  });
  expect(await refusals(graphOf([allow("kms:Decrypt", { Resource: key })]))).toEqual({
    send: "KmsAccessDenied kms:GenerateDataKey",
    write: "AccessDenied kms:GenerateDataKey",
    begin: "AccessDenied kms:GenerateDataKey",
    copy: "AccessDenied kms:GenerateDataKey",
  });
  expect(await refusals(graphOf([allow("kms:GenerateDataKey", { Resource: key })]))).toMatchObject({
    send: "KmsAccessDenied kms:Decrypt",
  });
  expect(await refusals(graphOf([allow(["kms:Decrypt", "kms:GenerateDataKey"], { Resource: key })]))).toEqual({});
});

it("names the session, the key and what would have to allow it", () => {
  const cloud = createLocalCloud({ graph: graphOf([]), functions: {}, iam: { mode: "enforce" } });
  expect(() => cloud.context.holdToRole({ role: roleArn, session: "worker" }, ...calls.get)).toThrow(
    `User: ${session} is not authorized to perform: kms:Decrypt on resource: ${key} because no identity-based policy allows the kms:Decrypt action`,
  );
  return cloud.stop();
});

it.each([
  ["DynamoDB alone", "kms:ViaService", "dynamodb.us-east-1.amazonaws.com", ["get", "put"]],
  ["one table", "kms:EncryptionContext:aws:dynamodb:tableName", "orders", ["get", "put"]],
  ["one queue", "kms:EncryptionContext:aws:sqs:arn", arn("sqs", "work"), ["receive", "send"]],
  ["one object", "kms:EncryptionContext:aws:s3:arn", "arn:aws:s3:::files/a", ["read", "write"]],
])("lets a grant be for %s", async (_what, name, value, may) => {
  const denied = await refusals(
    graphOf([allow(["kms:Decrypt", "kms:GenerateDataKey"], { Condition: { StringEquals: { [name]: value } } })]),
  );
  expect(["get", "put", "read", "receive", "send", "write"].filter(call => !(call in denied))).toEqual(may);
});

it("asks the key's policy too: alone it may give, and what it does not leave to the account is denied", async () => {
  const [use, toRole] = [["kms:Decrypt", "kms:GenerateDataKey"], { Principal: { AWS: roleArn } }];
  expect(await refusals(graphOf([], { policy: policyOf(allow(use, toRole)) }))).toEqual({});
  expect(await refusals(graphOf([allow(use)], { policy: policyOf(allow("kms:Encrypt", toRole)) }))).toMatchObject({
    get: "AccessDeniedException kms:Decrypt",
  });
});

it("knows that a service uses the key in its caller's name", async () => {
  const direct = allow(["kms:Decrypt", "kms:GenerateDataKey"], {
    Condition: { Bool: { "aws:ViaAWSService": "false" } },
  });
  const via = { ...direct, Condition: { Bool: { "aws:ViaAWSService": "true" } } };
  expect(await refusals(graphOf([via]))).toEqual({});
  expect(await refusals(graphOf([direct]))).toMatchObject({ get: "AccessDeniedException kms:Decrypt" });
});

it("finds a key by its alias, and asks nothing of keys of AWS", async () => {
  expect(await refusals(graphOf([], { under: "alias/shop" }))).toMatchObject({
    get: "AccessDeniedException kms:Decrypt",
  });
  expect(await refusals(graphOf([], { under: "alias/aws/dynamodb" }))).toEqual({});
});

it("lets nobody at data whose key is disabled or about to be deleted, until it is enabled again", async () => {
  const cloud = createLocalCloud({ graph: graphOf([]), functions: {}, iam: { mode: "enforce" } });
  const settings = {
    ...{ region: "us-east-1", endpoint: "http://localhost", maxAttempts: 1, requestHandler: inProcess(cloud) },
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const kms = new KMSClient(settings);
  const [dynamodb, sqs] = [new DynamoDBClient(settings), new SQSClient(settings)];
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const QueueUrl = `http://localhost/${account}/work`;
  const outcomes = async () => {
    const all = await Promise.allSettled([
      dynamodb.send(new GetItemCommand(calls.get[2])),
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" })),
      sqs.send(new ReceiveMessageCommand({ QueueUrl })),
      s3.send(new PutObjectCommand(calls.write[2])),
    ]);
    return all.map(one => (one.status === "rejected" ? String(one.reason) : "fine"));
  };
  const fine = Array(4).fill("fine");
  expect(await outcomes()).toEqual(fine);
  await kms.send(new DisableKeyCommand({ KeyId: "k" }));
  expect(await outcomes()).toEqual([
    `AccessDeniedException: KMS key access denied error: ${key} is disabled.`,
    `KmsDisabled: ${key} is disabled.`,
    `KmsDisabled: ${key} is disabled.`,
    `KMS.DisabledException: ${key} is disabled.`,
  ]);
  // What is not encrypted can be seen.
  await sqs.send(new GetQueueAttributesCommand({ QueueUrl }));
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId: "k" }));
  expect((await outcomes())[1]).toBe(`KmsInvalidState: ${key} is pending deletion.`);
  await kms.send(new CancelKeyDeletionCommand({ KeyId: "k" }));
  await kms.send(new EnableKeyCommand({ KeyId: "k" }));
  expect(await outcomes()).toEqual(fine);
  await cloud.stop();
});

describe("the environment of a function under a customer's key", () => {
  const invoked = async (granted: object[], disable = false): Promise<string> => {
    const whole = graphOf(granted);
    const kmsKeyArn = { kmsKeyArn: key, environment: { variables: { WARD: "a" } } };
    const resources = whole.resources.map(one =>
      one.name === "worker" ? { ...one, inputs: { ...one.inputs, ...kmsKeyArn } } : one,
    );
    const functions = { "worker.run": () => "done" };
    const cloud = createLocalCloud({ graph: { ...whole, resources }, functions, iam: { mode: "enforce" } });
    onTestFinished(() => cloud.stop());
    if (disable) cloud.context.call("kms", "DisableKey", { KeyId: "k" });
    try {
      const input = { FunctionName: "worker", Payload: "{}" };
      return ((await cloud.context.call("lambda", "Invoke", input)) as { readonly Payload: string }).Payload;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return `${error.status} ${error.code} ${error.message}`;
    }
  };
  const decrypts = (name: string, value: string) =>
    allow("kms:Decrypt", { Resource: key, Condition: { StringEquals: { [name]: value } } });

  it("is decrypted as the function's role, through Lambda, in the function's own context", async () => {
    const fn = arn("lambda", "function:worker");
    expect(await invoked([decrypts("kms:EncryptionContext:aws:lambda:FunctionArn", fn)])).toBe('"done"');
    expect(await invoked([decrypts("kms:ViaService", "lambda.us-east-1.amazonaws.com")])).toBe('"done"');
    expect(await invoked([decrypts("kms:ViaService", "sqs.us-east-1.amazonaws.com")])).toContain(
      `502 KMSAccessDeniedException Lambda was unable to decrypt the environment variables because KMS access was denied. Please check the function's KMS key settings. KMS Exception: AccessDeniedException KMS Message: User: ${session} is not authorized to perform: kms:Decrypt`,
    );
  });

  it("is not decrypted with a key that is disabled", async () => {
    expect(await invoked([allow("kms:Decrypt", { Resource: key })], true)).toContain("502 KMSDisabledException");
  });
});
