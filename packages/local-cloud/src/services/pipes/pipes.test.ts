import {
  DeletePipeCommand,
  DescribePipeCommand,
  ListPipesCommand,
  ListTagsForResourceCommand,
  StartPipeCommand,
  StopPipeCommand,
  UpdatePipeCommand,
} from "@aws-sdk/client-pipes";
import type { DynamoDBRecord, SQSRecord } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { NobodyListens } from "../lambda/runtime/function-runtime.ts";
import type { LocalFunction } from "../lambda/runtime/in-process-functions.ts";
import { arn, start } from "./piped-cloud-fixture.ts";

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
  it("passes records through filter and enrichment to a bus, with detail-type, source and time from the event", async () => {
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

  it("isolates a record that fails its enrichment, and reports its place to the dead-letter queue", async () => {
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
        RoleArn: "arn:aws:iam::000000000000:role/r",
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

  it("receives messages from a queue, and leaves failed ones there", async () => {
    let broken = true;
    const it = await start(messages => {
      if (broken) throw new Error("Not yet.");
      return (messages as { body: string }[]).map(({ body }) => ({ said: JSON.parse(body).said }));
    });
    await it.create({
      Source: arn("sqs", "dead"),
      SourceParameters: { FilterCriteria: { Filters: [{ Pattern: '{"body":{"said":[{"exists":true}]}}' }] } },
      Enrichment: arn("lambda", "function:enrichment"),
      Target: arn("sqs", "arrived"),
    });
    await it.send("dead", '{"said":"hello"}', '{"other":1}');
    await it.advance(1_000);
    expect(await it.received("arrived")).toEqual([]);
    broken = false;
    await it.settle();
    expect(await it.received("arrived")).toEqual([{ said: "hello" }]);
  });

  it("ignores what its model does not have, and refuses what is of another type before it changes anything", async () => {
    const it = await start();
    await it.create();
    const before = await it.pipes.send(new DescribePipeCommand({ Name: "pipe" }));
    const update = async (body: object) => {
      const answer = await it.cloud.handle({
        ...{
          method: "PUT",
          path: "/v1/pipes/pipe",
          query: new URLSearchParams(),
          body: Buffer.from(JSON.stringify(body)),
        },
        headers: { authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/pipes/aws4_request" },
      });
      return [answer.status, answer.headers["x-amzn-errortype"]];
    };
    const RoleArn = before.RoleArn;
    expect(await update({ RoleArn, Description: 5 })).toEqual([400, "SerializationException"]);
    expect(await update({ Description: "without a role" })).toEqual([400, "ValidationException"]);
    expect(await update({ RoleArn, Source: arn("sqs", "dead"), Unknown: { Deep: 1 } })).toEqual([200, undefined]);
    const {
      $metadata: _,
      LastModifiedTime: _time,
      ...after
    } = await it.pipes.send(new DescribePipeCommand({ Name: "pipe" }));
    expect(before).toMatchObject(after);
  });

  it("counts no attempt while nobody runs its enrichment", async () => {
    let absences = 0;
    const counts: string[] = [];
    const it = await start(
      records => {
        for (const { attributes } of records as SQSRecord[])
          if (attributes) counts.push(attributes.ApproximateReceiveCount);
        return (records as unknown[]).map(() => ({ "detail-type": "Done", source: "tributary.test", detail: {} }));
      },
      {
        before(service, operation) {
          if (service === "lambda" && operation === "Invoke" && ++absences % 5 > 0) throw new NobodyListens("w");
        },
      },
    );
    const Enrichment = arn("lambda", "function:enrichment");
    await it.create({ Enrichment }, { MaximumRetryAttempts: 1 });
    await it.put("a");
    await it.settle();
    expect([await it.received("arrived"), await it.received("dead"), absences]).toMatchObject([[{}], [], 5]);
    await it.create({ Name: "second", Source: arn("sqs", "dead"), SourceParameters: {}, Enrichment });
    await it.send("dead", "{}");
    await it.settle();
    expect([await it.received("arrived"), counts, absences]).toMatchObject([[{}], ["1"], 10]);
  });

  it("rejects unsupported input by name", async () => {
    const it = await start();
    await expect(it.create({ Target: arn("kinesis", "stream/s") })).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("stream/s"),
    });
    await expect(
      it.create({ TargetParameters: { EventBridgeEventBusParameters: { EndpointId: "abc.xyz" } } }),
    ).rejects.toThrow("EndpointId");
    await expect(it.create({ TargetParameters: { SqsQueueParameters: { MessageGroupId: "g" } } })).rejects.toThrow(
      "MessageGroupId",
    );
    await expect(it.pipes.send(new ListTagsForResourceCommand({ resourceArn: "a" }))).rejects.toMatchObject({
      name: "UnknownOperationException",
      message: expect.stringContaining("EventBridge Pipes ListTagsForResource"),
    });
    await expect(it.create({}, { BatchSize: 0 })).rejects.toThrow(
      "Value '0' at 'sourceParameters.dynamoDBStreamParameters.batchSize' failed to satisfy constraint",
    );
    await it.create();
    await expect(it.create()).rejects.toMatchObject({ name: "ConflictException" });
  });
});
