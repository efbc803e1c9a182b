import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingRequest,
  CreateFunctionCommand,
  DeleteEventSourceMappingCommand,
  LambdaClient,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { DynamoDBStreamEvent, SQSEvent } from "aws-lambda";
import { afterEach, describe, expect, it } from "vitest";
import { type Cloud, createCloud } from "../../cloud.ts";
import { type HttpEndpoint, serve } from "../../drivers/http.ts";
import { inProcess } from "../../drivers/in-process.ts";
import { type VirtualClock, virtualClock } from "../../kernel/clock.ts";
import type { Activity, Service } from "../../kernel/service.ts";
import { dynamodbService } from "../dynamodb/service.ts";
import { s3Service } from "../s3/service.ts";
import { sqsService } from "../sqs/service.ts";
import { inProcessFunctions, type LocalFunction } from "./runtime/in-process-functions.ts";
import { workerThreads } from "./runtime/worker-threads.ts";
import { lambdaService } from "./service.ts";

const ITEMS: CreateTableCommandInput = {
  TableName: "items",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
};

const clouds: Cloud[] = [];
afterEach(async () => {
  await Promise.all(clouds.splice(0).map(cloud => cloud.stop()));
});

function start(handler: LocalFunction, { more = [] as readonly Service[], storage = "memory" } = {}) {
  const clock = virtualClock();
  const activities: Activity[] = [];
  const runtime = inProcessFunctions({ consumer: handler }, { clock });
  const cloud = createCloud({
    services: [dynamodbService, sqsService, lambdaService({ runtime }), ...more],
    storage,
    region: "us-east-1",
    account: "000000000000",
    clock,
    onActivity: activity => activities.push(activity),
  });
  clouds.push(cloud);
  cloud.start();
  return { clock, cloud, activities, ...clientsOf(cloud) };
}

function clientsOf(cloud: Cloud) {
  const config = {
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    endpoint: "http://local",
    maxAttempts: 1,
    requestHandler: inProcess(cloud),
  };
  return {
    dynamodb: new DynamoDBClient(config),
    sqs: new SQSClient(config),
    lambda: new LambdaClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
  };
}

type Setup = ReturnType<typeof start>;

async function createConsumer({ lambda }: Setup): Promise<void> {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "consumer",
      Role: "arn:aws:iam::000000000000:role/consumer",
      Handler: "consumer.handler",
      Code: {},
    }),
  );
}

async function createStream({ dynamodb }: Setup): Promise<string> {
  const { TableDescription } = await dynamodb.send(
    new CreateTableCommand({
      ...ITEMS,
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  return TableDescription?.LatestStreamArn ?? "";
}

const map = (setup: Setup, request: Partial<CreateEventSourceMappingRequest>) =>
  setup.lambda.send(new CreateEventSourceMappingCommand({ FunctionName: "consumer", ...request }));

async function put({ dynamodb }: Setup, ids: readonly string[]): Promise<void> {
  for (const id of ids) await dynamodb.send(new PutItemCommand({ TableName: "items", Item: { pk: { S: id } } }));
}

/** Moves the clock from one scheduled call to the next until nothing is left to do. */
async function settle({ cloud, clock }: { cloud: Cloud; clock: VirtualClock }): Promise<void> {
  await clock.advance(0);
  for (let turns = 0; Object.keys(cloud.pending()).length > 0 && turns < 1_000; turns++)
    await clock.advance(Math.max(1, (clock.next() ?? 0) - clock.now()));
  expect(cloud.pending()).toEqual({});
}

const idsOf = (event: unknown) => (event as DynamoDBStreamEvent).Records.map(record => record.dynamodb?.Keys?.pk?.S);
const sequenceOf = (event: unknown, id: string) =>
  (event as DynamoDBStreamEvent).Records.find(record => record.dynamodb?.Keys?.pk?.S === id)?.dynamodb?.SequenceNumber;

async function createQueue(
  { sqs }: Setup,
  name: string,
  attributes: Record<string, string> = {},
): Promise<[url: string, arn: string]> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  return [QueueUrl ?? "", `arn:aws:sqs:us-east-1:000000000000:${name}`];
}

describe("a stream mapping", () => {
  it("hands every record to the function, in order and in batches", async () => {
    const batches: unknown[][] = [];
    const setup = start(event => void batches.push(idsOf(event)));
    await createConsumer(setup);
    const stream = await createStream(setup);
    await put(setup, ["a", "b", "c", "d", "e"]);
    await map(setup, { EventSourceArn: stream, StartingPosition: "TRIM_HORIZON", BatchSize: 2 });
    await settle(setup);
    expect(batches).toEqual([["a", "b"], ["c", "d"], ["e"]]);
    await put(setup, ["f"]);
    await settle(setup);
    expect(batches.at(-1)).toEqual(["f"]);
  });

  it("starts with what comes next when it starts at LATEST", async () => {
    const seen: unknown[] = [];
    const setup = start(event => void seen.push(...idsOf(event)));
    await createConsumer(setup);
    const stream = await createStream(setup);
    await put(setup, ["old"]);
    await map(setup, { EventSourceArn: stream, StartingPosition: "LATEST" });
    await put(setup, ["new"]);
    await settle(setup);
    expect(seen).toEqual(["new"]);
  });

  it("waits for a batch to fill, as long as its window", async () => {
    const batches: unknown[][] = [];
    const setup = start(event => void batches.push(idsOf(event)));
    await createConsumer(setup);
    const stream = await createStream(setup);
    await map(setup, { EventSourceArn: stream, StartingPosition: "TRIM_HORIZON", MaximumBatchingWindowInSeconds: 5 });
    await put(setup, ["a"]);
    await setup.clock.advance(4_900);
    expect(batches).toEqual([]);
    await put(setup, ["b"]);
    await setup.clock.advance(200);
    expect(batches).toEqual([["a", "b"]]);
  });

  it("passes over records that no filter matches", async () => {
    const seen: unknown[] = [];
    const setup = start(event => void seen.push(...idsOf(event)));
    await createConsumer(setup);
    const stream = await createStream(setup);
    const Pattern = JSON.stringify({ dynamodb: { Keys: { pk: { S: [{ prefix: "wanted" }] } } } });
    await map(setup, {
      EventSourceArn: stream,
      StartingPosition: "TRIM_HORIZON",
      FilterCriteria: { Filters: [{ Pattern }] },
    });
    await put(setup, ["x", "wanted-1", "y", "wanted-2", "z"]);
    await settle(setup);
    expect(seen).toEqual(["wanted-1", "wanted-2"]);
  });

  it("goes on at the lowest record that the function reports as failed", async () => {
    const batches: unknown[][] = [];
    let broken = true;
    const setup = start(event => {
      batches.push(idsOf(event));
      const failed = broken ? sequenceOf(event, "c") : undefined;
      if (batches.length === 2) broken = false;
      return { batchItemFailures: failed ? [{ itemIdentifier: failed }] : [] };
    });
    await createConsumer(setup);
    const stream = await createStream(setup);
    await put(setup, ["a", "b", "c", "d"]);
    await map(setup, {
      EventSourceArn: stream,
      StartingPosition: "TRIM_HORIZON",
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
    await settle(setup);
    expect(batches).toEqual([
      ["a", "b", "c", "d"],
      ["c", "d"],
      ["c", "d"],
    ]);
  });

  it("isolates a poison record, tells the failure queue where it is, and goes on", async () => {
    const applied: unknown[] = [];
    const setup = start(event => {
      const ids = idsOf(event);
      if (ids.includes("poison")) throw new Error("Cannot.");
      applied.push(...ids);
    });
    await createConsumer(setup);
    const stream = await createStream(setup);
    const [url, arn] = await createQueue(setup, "failures");
    await put(setup, ["a", "b", "c", "poison", "d", "e"]);
    await map(setup, {
      EventSourceArn: stream,
      StartingPosition: "TRIM_HORIZON",
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: arn } },
    });
    await settle(setup);
    expect(applied).toEqual(["a", "b", "c", "d", "e"]);
    const { Messages } = await setup.sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
    expect(Messages).toHaveLength(1);
    expect(JSON.parse(Messages?.[0]?.Body ?? "")).toMatchObject({
      requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 3 },
      responseContext: { functionError: "Unhandled" },
      DDBStreamBatchInfo: { batchSize: 1, streamArn: stream },
    });
  });

  it("gives up records that grow older than it allows", async () => {
    const setup = start(() => {
      throw new Error("Never.");
    });
    await createConsumer(setup);
    const stream = await createStream(setup);
    const [url, arn] = await createQueue(setup, "failures");
    await put(setup, ["a", "b"]);
    await map(setup, {
      EventSourceArn: stream,
      StartingPosition: "TRIM_HORIZON",
      MaximumRecordAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: arn } },
    });
    await settle(setup);
    const { Messages } = await setup.sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
    expect(JSON.parse(Messages?.[0]?.Body ?? "")).toMatchObject({
      requestContext: { condition: "RecordAgeExceeded" },
      DDBStreamBatchInfo: { batchSize: 2 },
    });
  });

  it("keeps the order of each key when it reads in parallel", async () => {
    const seen: string[] = [];
    const setup = start(event => {
      for (const record of (event as DynamoDBStreamEvent).Records)
        seen.push(`${record.dynamodb?.Keys?.pk?.S}${record.dynamodb?.NewImage?.n?.N}`);
    });
    await createConsumer(setup);
    const stream = await createStream(setup);
    await map(setup, {
      EventSourceArn: stream,
      StartingPosition: "TRIM_HORIZON",
      ParallelizationFactor: 4,
      BatchSize: 2,
    });
    for (let n = 0; n < 20; n++)
      for (const id of ["a", "b", "c"])
        await setup.dynamodb.send(
          new PutItemCommand({ TableName: "items", Item: { pk: { S: id }, n: { N: String(n) } } }),
        );
    await settle(setup);
    expect(seen).toHaveLength(60);
    for (const id of ["a", "b", "c"])
      expect(seen.filter(text => text.startsWith(id))).toEqual(Array.from({ length: 20 }, (_, n) => `${id}${n}`));
  });

  it("stops while it is disabled and goes on where it stood", async () => {
    const seen: unknown[] = [];
    const setup = start(event => void seen.push(...idsOf(event)));
    await createConsumer(setup);
    const stream = await createStream(setup);
    const { UUID } = await map(setup, { EventSourceArn: stream, StartingPosition: "TRIM_HORIZON" });
    await put(setup, ["a"]);
    await settle(setup);
    await setup.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    await put(setup, ["b"]);
    await settle(setup);
    expect(seen).toEqual(["a"]);
    await setup.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    await settle(setup);
    expect(seen).toEqual(["a", "b"]);
    await setup.lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
    await put(setup, ["c"]);
    await settle(setup);
    expect(seen).toEqual(["a", "b"]);
  });

  it("gives the failure bucket the records themselves", async () => {
    const setup = start(
      () => {
        throw new Error("Cannot.");
      },
      { more: [s3Service] },
    );
    await createConsumer(setup);
    const stream = await createStream(setup);
    await setup.s3.send(new CreateBucketCommand({ Bucket: "failures" }));
    await put(setup, ["a", "b"]);
    const { UUID } = await map(setup, {
      EventSourceArn: stream,
      StartingPosition: "TRIM_HORIZON",
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: "arn:aws:s3:::failures" } },
    });
    await settle(setup);
    const { Contents } = await setup.s3.send(new ListObjectsV2Command({ Bucket: "failures" }));
    expect(Contents).toHaveLength(1);
    const Key = Contents?.[0]?.Key ?? "";
    expect(Key).toMatch(
      new RegExp(
        `^aws/lambda/${UUID}/shardId-[0-9a-f-]+/2026/01/01/2026-01-01T00\\.00\\.\\d\\d-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`,
      ),
    );
    const { Body } = await setup.s3.send(new GetObjectCommand({ Bucket: "failures", Key }));
    const notice = JSON.parse((await Body?.transformToString()) ?? "");
    expect(notice).toMatchObject({
      requestContext: { condition: "RetryAttemptsExhausted" },
      DDBStreamBatchInfo: { batchSize: 2 },
    });
    expect(idsOf(JSON.parse(notice.payload))).toEqual(["a", "b"]);
  });

  it("goes on in the next process where the last one ended", async () => {
    const storage = mkdtempSync(join(tmpdir(), "mappings-"));
    try {
      const seen: unknown[] = [];
      const first = start(event => (idsOf(event).includes("c") ? new Promise(() => {}) : seen.push(...idsOf(event))), {
        storage,
      });
      await createConsumer(first);
      const stream = await createStream(first);
      await put(first, ["a", "b", "c", "d"]);
      await map(first, { EventSourceArn: stream, StartingPosition: "TRIM_HORIZON", BatchSize: 2 });
      await first.clock.advance(100);
      expect(seen).toEqual(["a", "b"]);
      await clouds.pop()?.stop();
      const second = start(event => void seen.push(...idsOf(event)), { storage });
      await settle(second);
      expect(seen).toEqual(["a", "b", "c", "d"]);
      await clouds.pop()?.stop();
    } finally {
      rmSync(storage, { recursive: true, force: true });
    }
  });

  it("runs a function from its TypeScript source, with the client that its environment makes", async () => {
    let endpoint: HttpEndpoint | undefined;
    const runtime = workerThreads({
      root: fileURLToPath(new URL("./runtime/fixtures", import.meta.url)),
      endpoint: () => endpoint?.url ?? "",
      region: "us-east-1",
    });
    const cloud = createCloud({
      services: [dynamodbService, lambdaService({ runtime })],
      storage: "memory",
      region: "us-east-1",
      account: "000000000000",
    });
    clouds.push(cloud);
    endpoint = await serve(cloud, { port: 0 });
    cloud.start();
    const setup = { ...start(() => null), ...clientsOf(cloud) };
    const stream = await createStream(setup);
    await setup.dynamodb.send(new CreateTableCommand({ ...ITEMS, TableName: "copies" }));
    await setup.lambda.send(
      new CreateFunctionCommand({
        FunctionName: "consumer",
        Role: "r",
        Handler: "copy-items.copy",
        Timeout: 30,
        Environment: { Variables: { TARGET: "copies" } },
        Code: {},
      }),
    );
    await map(setup, { EventSourceArn: stream, StartingPosition: "TRIM_HORIZON" });
    await put(setup, ["a", "b", "c"]);
    await cloud.settled();
    const { Items } = await setup.dynamodb.send(new ScanCommand({ TableName: "copies" }));
    expect(Items?.map(item => `${item.pk?.S} by ${item.by?.S}`).toSorted()).toEqual(
      ["a", "b", "c"].map(id => `${id} by consumer`),
    );
    await endpoint.close();
  });

  it("counts what it does", async () => {
    const setup = start(() => null);
    await createConsumer(setup);
    const stream = await createStream(setup);
    await map(setup, { EventSourceArn: stream, StartingPosition: "TRIM_HORIZON" });
    await put(setup, ["a", "b"]);
    await settle(setup);
    const total = (kind: string) =>
      setup.activities.filter(activity => activity.kind === kind).reduce((sum, { count }) => sum + count, 0);
    expect([total("mapping:read"), total("mapping:done"), total("mapping:discarded")]).toEqual([2, 2, 0]);
  });
});

describe("a queue mapping", () => {
  const bodies = (event: unknown) => (event as SQSEvent).Records.map(record => record.body);

  it("hands messages to the function and deletes what is done", async () => {
    const records: unknown[] = [];
    const setup = start(event => void records.push(...(event as SQSEvent).Records));
    await createConsumer(setup);
    const [QueueUrl, arn] = await createQueue(setup, "work");
    await map(setup, { EventSourceArn: arn });
    await setup.sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: "hello",
        MessageAttributes: { kind: { DataType: "String", StringValue: "greeting" } },
      }),
    );
    await settle(setup);
    expect(records).toMatchObject([
      {
        body: "hello",
        eventSource: "aws:sqs",
        eventSourceARN: arn,
        awsRegion: "us-east-1",
        attributes: { ApproximateReceiveCount: "1" },
        messageAttributes: { kind: { dataType: "String", stringValue: "greeting" } },
      },
    ]);
  });

  it("keeps what the function reports as failed until it may be received again", async () => {
    const seen: string[] = [];
    const setup = start(event => {
      const failed = (event as SQSEvent).Records.filter(
        record => record.body === "bad" && record.attributes.ApproximateReceiveCount === "1",
      );
      seen.push(...bodies(event));
      return { batchItemFailures: failed.map(record => ({ itemIdentifier: record.messageId })) };
    });
    await createConsumer(setup);
    const [QueueUrl, arn] = await createQueue(setup, "work", { VisibilityTimeout: "30" });
    for (const MessageBody of ["good", "bad"]) await setup.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await map(setup, { EventSourceArn: arn, FunctionResponseTypes: ["ReportBatchItemFailures"] });
    await setup.clock.advance(29_000);
    expect(seen.toSorted()).toEqual(["bad", "good"]);
    await settle(setup);
    expect(seen.toSorted()).toEqual(["bad", "bad", "good"]);
  });

  it("leaves a message that always fails to the dead letters", async () => {
    const setup = start(() => {
      throw new Error("Cannot.");
    });
    await createConsumer(setup);
    const [dead, deadArn] = await createQueue(setup, "dead");
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: 2 });
    const [QueueUrl, arn] = await createQueue(setup, "work", { RedrivePolicy });
    await map(setup, { EventSourceArn: arn });
    await setup.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "poison" }));
    await settle(setup);
    const { Messages } = await setup.sqs.send(new ReceiveMessageCommand({ QueueUrl: dead }));
    expect(Messages?.map(message => message.Body)).toEqual(["poison"]);
  });

  it("deletes messages that no filter matches", async () => {
    const seen: string[] = [];
    const setup = start(event => void seen.push(...bodies(event)));
    await createConsumer(setup);
    const [QueueUrl, arn] = await createQueue(setup, "work");
    const Pattern = JSON.stringify({ body: { kind: ["wanted"] } });
    await map(setup, { EventSourceArn: arn, FilterCriteria: { Filters: [{ Pattern }] } });
    for (const MessageBody of ['{"kind":"other"}', "no JSON", '{"kind":"wanted"}'])
      await setup.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await settle(setup);
    expect(seen).toEqual(['{"kind":"wanted"}']);
  });
});
