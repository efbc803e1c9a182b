import {
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  PutItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type ShardIteratorType,
  TrimmedDataAccessException,
} from "@aws-sdk/client-dynamodb-streams";
import { beforeEach, describe, expect, it } from "vitest";
import { countAfter, latestSequence, readStream, takeSequenceNumber } from "../dynamodb/stream-log.ts";
import { registryTable, type TestCloud, testCloud } from "../dynamodb/test-cloud-fixture.ts";

const TableName = "Registry";
const HOUR = 60 * 60_000;
let test: TestCloud;
let StreamArn: string;

beforeEach(async () => {
  test = testCloud();
  const { TableDescription } = await test.client.send(new CreateTableCommand(registryTable));
  StreamArn = TableDescription?.LatestStreamArn ?? "";
});

const key = (pk: string) => ({ pk: { S: pk }, sk: { S: "0" } });
const put = (pk: string, more = {}) =>
  test.client.send(new PutItemCommand({ TableName, Item: { ...key(pk), ...more } }));
async function iterator(ShardIteratorType: ShardIteratorType, SequenceNumber?: string) {
  const { StreamDescription } = await test.streams.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
  const request = { StreamArn, ShardId, ShardIteratorType, ...(SequenceNumber ? { SequenceNumber } : {}) };
  return (await test.streams.send(new GetShardIteratorCommand(request))).ShardIterator;
}
const read = async (ShardIterator: string | undefined, Limit = 1_000) =>
  test.streams.send(new GetRecordsCommand({ ShardIterator, Limit }));
const keysOf = (
  records: { dynamodb?: { Keys?: Record<string, { S?: string }> | undefined } | undefined }[] | undefined,
) => (records ?? []).map(record => record.dynamodb?.Keys?.pk?.S).join(" ");

describe("streams", () => {
  it("are listed and described with their one shard", async () => {
    const { Streams } = await test.streams.send(new ListStreamsCommand({ TableName }));
    expect(Streams).toEqual([{ StreamArn, TableName, StreamLabel: "2026-01-01T00:00:00.000" }]);
    const { StreamDescription } = await test.streams.send(new DescribeStreamCommand({ StreamArn }));
    expect(StreamDescription).toMatchObject({
      StreamStatus: "ENABLED",
      Shards: [{ ShardId: expect.stringMatching(/^shardId-/) }],
    });
  });

  it("have no shards after their only one, and none below it", async () => {
    const shards = async (more = {}) =>
      (await test.streams.send(new DescribeStreamCommand({ StreamArn, ...more }))).StreamDescription?.Shards;
    const [shard] = (await shards()) ?? [];
    expect(await shards({ ExclusiveStartShardId: shard?.ShardId })).toEqual([]);
    expect(await shards({ ShardFilter: { Type: "CHILD_SHARDS", ShardId: shard?.ShardId } })).toEqual([]);
  });

  it("are read from the oldest, from now on, at and after a number, page by page", async () => {
    const latest = await iterator("LATEST");
    for (const pk of ["a", "b", "c"]) await put(pk);
    const first = await read(await iterator("TRIM_HORIZON"), 2);
    expect(keysOf(first.Records)).toBe("a b");
    const second = await read(first.NextShardIterator, 2);
    expect(keysOf(second.Records)).toBe("c");
    expect(keysOf((await read(second.NextShardIterator)).Records)).toBe("");
    expect(keysOf((await read(latest)).Records)).toBe("a b c");
    const middle = first.Records?.[1]?.dynamodb?.SequenceNumber;
    expect(keysOf((await read(await iterator("AT_SEQUENCE_NUMBER", middle))).Records)).toBe("b c");
    expect(keysOf((await read(await iterator("AFTER_SEQUENCE_NUMBER", middle))).Records)).toBe("c");
  });

  it("keep records for a day, and reject requests for older ones", async () => {
    await put("a");
    const early = await iterator("TRIM_HORIZON");
    const number = latestSequence(test.cloud.context, StreamArn);
    await test.clock.advance(HOUR * 23.9);
    const fresh = await iterator("TRIM_HORIZON");
    expect(keysOf((await read(fresh)).Records)).toBe("a");
    await put("b");
    await expect(read(early)).rejects.toBeInstanceOf(ExpiredIteratorException);
    await test.clock.advance(HOUR * 0.2);
    await expect(read(fresh)).rejects.toBeInstanceOf(TrimmedDataAccessException);
    await expect(iterator("AFTER_SEQUENCE_NUMBER", number)).rejects.toBeInstanceOf(TrimmedDataAccessException);
    expect(keysOf((await read(await iterator("TRIM_HORIZON"))).Records)).toBe("b");
  });

  it("never give a number twice, even after everything was trimmed", async () => {
    await put("a");
    const before = latestSequence(test.cloud.context, StreamArn) ?? "";
    await test.clock.advance(HOUR * 48);
    expect(countAfter(test.cloud.context, StreamArn, undefined)).toBe(0);
    await put("b");
    expect((latestSequence(test.cloud.context, StreamArn) ?? "") > before).toBe(true);
    expect(countAfter(test.cloud.context, StreamArn, before)).toBe(1);
  });

  it("leave a number that was taken to whoever took it: above what was given, below what comes, and no record", async () => {
    await put("a");
    const before = latestSequence(test.cloud.context, StreamArn) ?? "";
    const taken = [takeSequenceNumber(test.cloud.context), takeSequenceNumber(test.cloud.context)];
    expect(keysOf((await read(await iterator("TRIM_HORIZON"))).Records)).toBe("a");
    await put("b");
    const numbers = [before, ...taken, latestSequence(test.cloud.context, StreamArn)];
    expect(numbers).toEqual([...new Set(numbers)].sort());
    expect(countAfter(test.cloud.context, StreamArn, before)).toBe(1);
  });

  it("end with their table, and can still be read to the end", async () => {
    await put("a");
    await test.client.send(new DeleteTableCommand({ TableName }));
    const page = await read(await iterator("TRIM_HORIZON"));
    expect(keysOf(page.Records)).toBe("a");
    expect(page.NextShardIterator).toBeUndefined();
  });

  it("get another ARN when they are switched off and on", async () => {
    const set = (StreamSpecification: object) =>
      test.client.send(new UpdateTableCommand({ TableName, StreamSpecification: StreamSpecification as never }));
    await set({ StreamEnabled: false });
    await put("unseen");
    await test.clock.advance(1_000);
    const { TableDescription } = await set({ StreamEnabled: true, StreamViewType: "KEYS_ONLY" });
    expect(TableDescription?.LatestStreamArn).not.toBe(StreamArn);
    await put("seen");
    const records = readStream(test.cloud.context, TableDescription?.LatestStreamArn ?? "", undefined, 10);
    expect(keysOf(records as never)).toBe("seen");
    expect(records[0]?.dynamodb).not.toHaveProperty("NewImage");
  });

  it("take the ARN that a deployment gives them in process, and not over the wire", async () => {
    const arnOf = (name: string) =>
      `arn:aws:dynamodb:us-east-1:000000000000:table/${name}/stream/2020-01-01T00:00:00.000`;
    const input = (TableName: string) => ({ ...registryTable, TableName, LatestStreamArn: arnOf(TableName) });
    const { context } = test.cloud;
    context.call("dynamodb", "CreateTable", input("Deployed"));
    context.call("dynamodb", "PutItem", { TableName: "Deployed", Item: key("a") });
    expect(countAfter(context, arnOf("Deployed"), undefined)).toBe(1);
    const answer = await test.cloud.handle({
      method: "POST",
      path: "/",
      query: new URLSearchParams(),
      headers: {
        "x-amz-target": "DynamoDB_20120810.CreateTable",
        authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request",
      },
      body: Buffer.from(JSON.stringify(input("Wired"))),
    });
    expect(JSON.parse(String(answer.body)).TableDescription.LatestStreamArn).toContain("/Wired/stream/2026-01-01");
  });
});

describe("time to live", () => {
  it("deletes an item when its time has come, as the service", async () => {
    test.cloud.start();
    const now = test.clock.now() / 1000;
    await put("early", { expiresAt: { N: `${now + 60}` } });
    await test.client.send(
      new UpdateTimeToLiveCommand({
        TableName,
        TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
      }),
    );
    await put("late", { expiresAt: { N: `${now + 7200}` } });
    await put("never", { expiresAt: { S: "soon" } });
    await put("ancient", { expiresAt: { N: "1" } });
    await put("gone", { expiresAt: { N: `${now + 30}` } });
    await test.client.send(new DeleteItemCommand({ TableName, Key: key("gone") }));
    const last = latestSequence(test.cloud.context, StreamArn);
    await test.clock.advance(61_000);
    const deletions = readStream(test.cloud.context, StreamArn, last, 10);
    expect(deletions).toMatchObject([
      {
        eventName: "REMOVE",
        dynamodb: { Keys: key("early"), OldImage: key("early") },
        userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" },
      },
    ]);
    await test.cloud.settled();
    await test.clock.advance(7200_000);
    expect(keysOf(readStream(test.cloud.context, StreamArn, last, 10) as never)).toBe("early late");
    const { Records } = await read(await iterator("AFTER_SEQUENCE_NUMBER", last));
    expect(Records?.[0]?.userIdentity).toEqual({ Type: "Service", PrincipalId: "dynamodb.amazonaws.com" });
  });
});

it.each([
  ["arn:aws:dynamodb:us-east-1:000000000000:table", /Invalid StreamArn/],
  ["nonsense", /'streamArn' failed to satisfy constraint: Member must have length greater than or equal to 37/],
])("refuses %s as the ARN of a stream", (StreamArn, message) => {
  const { cloud } = testCloud();
  expect(() => cloud.context.call("streams.dynamodb", "DescribeStream", { StreamArn })).toThrow(message);
});
