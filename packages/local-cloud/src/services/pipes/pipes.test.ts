import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreatePipeCommand,
  type CreatePipeRequest,
  DeletePipeCommand,
  DescribePipeCommand,
  ListPipesCommand,
  PipesClient,
  StartPipeCommand,
  StopPipeCommand,
  UpdatePipeCommand,
} from "@aws-sdk/client-pipes";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { DynamoDBRecord } from "aws-lambda";
import { afterEach, describe, expect, it } from "vitest";
import { type Cloud, createCloud } from "../../cloud.ts";
import { inProcess } from "../../drivers/in-process.ts";
import { virtualClock } from "../../kernel/clock.ts";
import type { Faults } from "../../kernel/service.ts";
import { dynamodbService } from "../dynamodb/service.ts";
import { eventsService } from "../events/service.ts";
import { inProcessFunctions, type LocalFunction } from "../lambda/runtime/in-process-functions.ts";
import { lambdaService } from "../lambda/service.ts";
import { sqsService } from "../sqs/service.ts";
import { pipesService } from "./service.ts";

const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const OPEN_TO_EVENTS = JSON.stringify({
  Statement: [
    { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage", Resource: "*" },
  ],
});
const clouds: Cloud[] = [];
afterEach(async () => {
  await Promise.all(clouds.splice(0).map(cloud => cloud.stop()));
});

/** A table with a stream, a bus whose events all end in a queue, a dead-letter queue, and an enrichment. */
async function start(enrichment: LocalFunction = records => records, faults: Faults = {}) {
  const clock = virtualClock();
  const cloud = createCloud({
    services: [
      dynamodbService,
      sqsService,
      eventsService,
      lambdaService({ runtime: inProcessFunctions({ enrichment }, { clock }) }),
      pipesService,
    ],
    storage: "memory",
    region: "us-east-1",
    account: "000000000000",
    clock,
    faults,
  });
  clouds.push(cloud);
  cloud.start();
  const config = {
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    endpoint: "http://local",
    maxAttempts: 1,
    requestHandler: inProcess(cloud),
  };
  const [dynamodb, sqs] = [new DynamoDBClient(config), new SQSClient(config)];
  const [lambda, events, pipes] = [new LambdaClient(config), new EventBridgeClient(config), new PipesClient(config)];
  const { TableDescription } = await dynamodb.send(
    new CreateTableCommand({
      TableName: "items",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  for (const QueueName of ["arrived", "dead"])
    await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { Policy: OPEN_TO_EVENTS } }));
  await lambda.send(new CreateFunctionCommand({ FunctionName: "enrichment", Role: "r", Handler: "x.y", Code: {} }));
  await events.send(new CreateEventBusCommand({ Name: "bus" }));
  await events.send(
    new PutRuleCommand({ Name: "all", EventBusName: "bus", EventPattern: '{"account":["000000000000"]}' }),
  );
  await events.send(
    new PutTargetsCommand({ Rule: "all", EventBusName: "bus", Targets: [{ Id: "queue", Arn: arn("sqs", "arrived") }] }),
  );
  const source = TableDescription?.LatestStreamArn ?? "";
  return {
    cloud,
    pipes,
    source,
    create: (more: Partial<CreatePipeRequest> = {}, stream: object = {}) =>
      pipes.send(
        new CreatePipeCommand({
          Name: "pipe",
          RoleArn: arn("iam", "role/pipe"),
          Source: source,
          Target: arn("events", "event-bus/bus"),
          SourceParameters: {
            DynamoDBStreamParameters: {
              StartingPosition: "TRIM_HORIZON",
              DeadLetterConfig: { Arn: arn("sqs", "dead") },
              ...stream,
            },
          },
          ...more,
        }),
      ),
    async put(...ids: string[]) {
      for (const id of ids) await dynamodb.send(new PutItemCommand({ TableName: "items", Item: { pk: { S: id } } }));
    },
    async settle() {
      await clock.advance(0);
      for (let turns = 0; Object.keys(cloud.pending()).length > 0 && turns < 1_000; turns++)
        await clock.advance(Math.max(1, (clock.next() ?? 0) - clock.now()));
      expect(cloud.pending()).toEqual({});
    },
    async received(queue: string): Promise<unknown[]> {
      const QueueUrl = `http://local/000000000000/${queue}`;
      const bodies: unknown[] = [];
      for (;;) {
        const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
        if (!Messages?.length) return bodies;
        bodies.push(...Messages.map(message => JSON.parse(message.Body ?? "")));
      }
    },
  };
}

const keyOf = (record: unknown) => (record as DynamoDBRecord).dynamodb?.Keys?.pk?.S ?? "";

const toEvents: LocalFunction = records =>
  (records as unknown[]).map(record => ({
    "detail-type": `Changed.${keyOf(record)}`,
    source: "tributary.test",
    time: "2026-01-01T00:00:01Z",
    detail: { key: keyOf(record) },
  }));

const dynamicTarget = {
  InputTemplate: '{"key": <$.detail.key>, "by": "<aws.pipes.pipe-name>"}',
  EventBridgeEventBusParameters: { DetailType: "$.detail-type", Source: "$.source", Time: "$.time" },
};

describe("a pipe", () => {
  it("takes records through filter and enrichment to a bus, with detail-type, source and time from the event", async () => {
    const it = await start(toEvents);
    const Pattern = JSON.stringify({ dynamodb: { Keys: { pk: { S: [{ "anything-but": ["b"] }] } } } });
    const stream = { StartingPosition: "TRIM_HORIZON" as const };
    await it.create({
      SourceParameters: { DynamoDBStreamParameters: stream, FilterCriteria: { Filters: [{ Pattern }] } },
      Enrichment: arn("lambda", "function:enrichment"),
      TargetParameters: dynamicTarget,
    });
    await it.put("a", "b", "c");
    await it.settle();
    expect(await it.received("arrived")).toMatchObject(
      ["a", "c"].map(key => ({
        "detail-type": `Changed.${key}`,
        source: "tributary.test",
        time: "2026-01-01T00:00:01Z",
        detail: { key, by: "pipe" },
      })),
    );
  });

  it("sends the record itself, named after the pipe and its source, when nothing else is said", async () => {
    const it = await start();
    await it.create();
    await it.put("a");
    await it.settle();
    expect(await it.received("arrived")).toMatchObject([
      { source: "Pipe pipe", "detail-type": "Event from aws:dynamodb", detail: { eventName: "INSERT" } },
    ]);
  });

  it("delivers nothing for records that the enrichment drops", async () => {
    const it = await start(() => []);
    await it.create({ Enrichment: arn("lambda", "function:enrichment") });
    await it.put("a", "b");
    await it.settle();
    expect(await it.received("arrived")).toEqual([]);
    expect(await it.received("dead")).toEqual([]);
  });

  it("sends only those entries again that failed, ten a call at most", async () => {
    let refusals = 3;
    const calls: number[] = [];
    const it = await start(toEvents, {
      before: (service, operation, input) => {
        if (service === "events" && operation === "PutEvents")
          calls.push((input as { Entries: unknown[] }).Entries.length);
      },
      entry: (service, _operation, entry) => {
        const refused = service === "events" && JSON.stringify(entry).includes("refused") && refusals-- > 0;
        return refused ? { code: "ThrottlingException", message: "Rate exceeded" } : undefined;
      },
    });
    await it.put(...Array.from({ length: 12 }, (_, n) => `item-${n}`), "refused");
    await it.create({ Enrichment: arn("lambda", "function:enrichment"), TargetParameters: dynamicTarget });
    await it.settle();
    expect(calls).toEqual([10, 3, 1, 1, 1]);
    const arrived = (await it.received("arrived")).map(event => (event as { detail: { key: string } }).detail.key);
    expect(arrived.toSorted()).toEqual([...Array.from({ length: 12 }, (_, n) => `item-${n}`), "refused"].toSorted());
  });

  it("isolates a record that its enrichment fails for, and tells the dead-letter queue where it is", async () => {
    const it = await start((records, context) => {
      if ((records as unknown[]).some(record => keyOf(record) === "poison")) throw new Error("Cannot.");
      return toEvents(records, context);
    });
    await it.put("a", "b", "poison", "c");
    await it.create(
      { Enrichment: arn("lambda", "function:enrichment"), TargetParameters: dynamicTarget },
      { OnPartialBatchItemFailure: "AUTOMATIC_BISECT", MaximumRetryAttempts: 1 },
    );
    await it.settle();
    const arrived = (await it.received("arrived")).map(event => (event as { detail: { key: string } }).detail.key);
    expect(arrived.toSorted()).toEqual(["a", "b", "c"]);
    expect(await it.received("dead")).toMatchObject([
      {
        context: { partnerResourceArn: arn("pipes", "pipe/pipe"), condition: "RetryAttemptsExhausted" },
        DDBStreamBatchInfo: { batchSize: 1, streamArn: it.source },
      },
    ]);
  });

  it("gives up a record whose path leads nowhere, without its values in the notice", async () => {
    const it = await start(() => [{ detail: { secret: "Jane" } }]);
    await it.put("a");
    await it.create(
      { Enrichment: arn("lambda", "function:enrichment"), TargetParameters: dynamicTarget },
      { MaximumRetryAttempts: 0 },
    );
    await it.settle();
    const dead = await it.received("dead");
    expect(dead).toHaveLength(1);
    expect(JSON.stringify(dead)).not.toContain("Jane");
  });

  it("sends to a queue", async () => {
    const it = await start();
    await it.create({
      Target: arn("sqs", "arrived"),
      TargetParameters: { InputTemplate: '{"id": "<$.dynamodb.Keys.pk.S>"}' },
    });
    await it.put('quoted "a"');
    await it.settle();
    expect(await it.received("arrived")).toEqual([{ id: 'quoted "a"' }]);
  });

  it("hands batches to a function", async () => {
    const seen: string[] = [];
    const it = await start(records => void seen.push(...(records as unknown[]).map(keyOf)));
    await it.create({ Target: arn("lambda", "function:enrichment") });
    await it.put("a", "b");
    await it.settle();
    expect(seen).toEqual(["a", "b"]);
  });

  it("stops, starts where it stood, changes and ends", async () => {
    const it = await start(toEvents);
    await it.create({ Enrichment: arn("lambda", "function:enrichment"), TargetParameters: dynamicTarget });
    await it.pipes.send(new StopPipeCommand({ Name: "pipe" }));
    await it.put("a");
    await it.settle();
    expect(await it.received("arrived")).toEqual([]);
    expect((await it.pipes.send(new DescribePipeCommand({ Name: "pipe" }))).CurrentState).toBe("STOPPED");
    await it.pipes.send(
      new UpdatePipeCommand({
        Name: "pipe",
        RoleArn: "r",
        TargetParameters: { EventBridgeEventBusParameters: { DetailType: "Fixed", Source: "changed" } },
      }),
    );
    await it.pipes.send(new StartPipeCommand({ Name: "pipe" }));
    await it.settle();
    expect(await it.received("arrived")).toMatchObject([{ "detail-type": "Fixed", source: "changed" }]);
    const listed = await it.pipes.send(new ListPipesCommand({ NamePrefix: "pi", DesiredState: "RUNNING" }));
    expect(listed.Pipes).toMatchObject([{ Name: "pipe", Source: it.source, CurrentState: "RUNNING" }]);
    await it.pipes.send(new DeletePipeCommand({ Name: "pipe" }));
    await expect(it.pipes.send(new DescribePipeCommand({ Name: "pipe" }))).rejects.toMatchObject({
      name: "NotFoundException",
    });
  });

  it("refuses what it does not support by name", async () => {
    const it = await start();
    await expect(it.create({ Target: arn("kinesis", "stream/s") })).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("stream/s"),
    });
    await expect(
      it.create({ TargetParameters: { EventBridgeEventBusParameters: { EndpointId: "abc.xyz" } } }),
    ).rejects.toThrow("EndpointId");
    await expect(it.create({}, { BatchSize: 0 })).rejects.toThrow("BatchSize");
    await it.create();
    await expect(it.create()).rejects.toMatchObject({ name: "ConflictException" });
  });
});
