import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { readStream } from "./stream-log.ts";
import { registryTable, type TestCloud, testCloud } from "./test-cloud-fixture.ts";

let cloud: TestCloud["cloud"];
let client: TestCloud["client"];
let streamArn: string;

beforeEach(async () => {
  ({ cloud, client } = testCloud());
  const created = await client.send(new CreateTableCommand(registryTable));
  streamArn = created.TableDescription?.LatestStreamArn ?? "";
});

const key = (pk: string, sk = "0") => ({ pk: { S: pk }, sk: { S: sk } });
const put = (pk: string, sk: string, rest: Record<string, { S: string } | { N: string }> = {}) =>
  client.send(new PutItemCommand({ TableName: "Registry", Item: { ...key(pk, sk), ...rest } }));
const records = () => readStream(cloud.context, streamArn, undefined, 100);

describe("items", () => {
  it("returns what was put, with numbers in normal form", async () => {
    const item = { ...key("a"), n: { N: "1.50E3" }, m: { M: { z: { L: [{ BOOL: true }, { NULL: true }] } } } };
    await client.send(new PutItemCommand({ TableName: "Registry", Item: item }));
    const { Item } = await client.send(new GetItemCommand({ TableName: "Registry", Key: key("a") }));
    expect(Item).toEqual({ ...item, n: { N: "1500" } });
  });

  it("writes a stream record for every change and none for a put that changes nothing", async () => {
    await put("a", "0", { n: { N: "1" } });
    await put("a", "0", { n: { N: "1.0" } });
    await put("a", "0", { n: { N: "2" } });
    await client.send(new DeleteItemCommand({ TableName: "Registry", Key: key("a") }));
    await client.send(new DeleteItemCommand({ TableName: "Registry", Key: key("a") }));
    expect(
      records().map(record => [record.eventName, record.dynamodb.OldImage?.n, record.dynamodb.NewImage?.n]),
    ).toEqual([
      ["INSERT", undefined, { N: "1" }],
      ["MODIFY", { N: "1" }, { N: "2" }],
      ["REMOVE", { N: "2" }, undefined],
    ]);
    expect(records()[0]?.dynamodb).toMatchObject({
      Keys: key("a"),
      StreamViewType: "NEW_AND_OLD_IMAGES",
      SequenceNumber: expect.stringMatching(/^\d{21}$/),
    });
  });

  it("refuses a write whose condition fails, and shows the item when asked", async () => {
    await put("a", "0", { n: { N: "1" } });
    const refused = client.send(
      new PutItemCommand({
        TableName: "Registry",
        Item: key("a"),
        ConditionExpression: "attribute_not_exists(pk)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
    const error = await refused.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({ message: "The conditional request failed", Item: { n: { N: "1" } } });
  });

  it.each([
    ["REMOVE a", undefined],
    ["REMOVE a, b", undefined],
    ["DELETE s :s", { ":s": { SS: ["x"] } }],
    ["REMOVE a DELETE s :s", { ":s": { SS: ["x"] } }],
  ])("creates no item and no stream record by %s", async (UpdateExpression, ExpressionAttributeValues) => {
    const update = { TableName: "Registry", Key: key("none"), UpdateExpression, ExpressionAttributeValues };
    expect((await client.send(new UpdateItemCommand({ ...update, ReturnValues: "ALL_NEW" }))).Attributes).toBe(
      undefined,
    );
    await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Update: update }] }));
    expect((await client.send(new GetItemCommand({ TableName: "Registry", Key: key("none") }))).Item).toBe(undefined);
    expect(records()).toEqual([]);
    // Anything else creates it, also with nothing to set.
    await client.send(new UpdateItemCommand({ TableName: "Registry", Key: key("bare") }));
    await client.send(
      new UpdateItemCommand({
        TableName: "Registry",
        Key: key("set"),
        UpdateExpression: "SET c = :c REMOVE a",
        ExpressionAttributeValues: { ":c": { S: "c" } },
      }),
    );
    expect(records().map(({ eventName, dynamodb }) => [eventName, dynamodb.NewImage])).toEqual([
      ["INSERT", key("bare")],
      ["INSERT", { ...key("set"), c: { S: "c" } }],
    ]);
  });

  it("updates with arithmetic, lists, sets and removal, and returns what was asked for", async () => {
    const update = (
      UpdateExpression: string,
      values: Record<string, object>,
      ReturnValues: "ALL_NEW" | "UPDATED_NEW",
    ) =>
      client.send(
        new UpdateItemCommand({
          TableName: "Registry",
          Key: key("a"),
          UpdateExpression,
          ExpressionAttributeValues: values as never,
          ReturnValues,
        }),
      );
    await update(
      "SET n = if_not_exists(n, :zero) + :one, l = :l ADD tags :t",
      { ":zero": { N: "0" }, ":one": { N: "1" }, ":l": { L: [{ S: "x" }] }, ":t": { SS: ["b", "a"] } },
      "ALL_NEW",
    );
    const { Attributes } = await update(
      "SET n = n - :three, l = list_append(l, :l) DELETE tags :t",
      { ":three": { N: "3" }, ":l": { L: [{ S: "y" }] }, ":t": { SS: ["a"] } },
      "UPDATED_NEW",
    );
    expect(Attributes).toEqual({ n: { N: "-2" }, l: { L: [{ S: "x" }, { S: "y" }] }, tags: { SS: ["b"] } });
    expect(records()).toHaveLength(2);
  });
});

describe("queries and scans", () => {
  beforeEach(async () => {
    for (const sk of ["a1", "a2", "b1", "b2", "b3"]) await put("p", sk, { kind: { S: "k" }, n: { N: sk.slice(1) } });
    await put("q", "a1");
  });

  const query = async (KeyConditionExpression: string, values: Record<string, string>, more: object = {}) =>
    client.send(
      new QueryCommand({
        TableName: "Registry",
        KeyConditionExpression,
        ExpressionAttributeValues: Object.fromEntries(Object.entries(values).map(([name, S]) => [name, { S }])),
        ...more,
      }),
    );
  const places = (items: Record<string, { S?: string }>[] | undefined) =>
    items?.map(item => `${item.pk?.S}/${item.sk?.S}`);

  it.each([
    ["pk = :p", {}, "a1 a2 b1 b2 b3"],
    ["pk = :p AND begins_with(sk, :s)", { ":s": "b" }, "b1 b2 b3"],
    ["pk = :p AND sk BETWEEN :s AND :t", { ":s": "a2", ":t": "b2" }, "a2 b1 b2"],
    ["pk = :p AND sk > :s", { ":s": "b1" }, "b2 b3"],
    ["pk = :p AND sk <= :s", { ":s": "a2" }, "a1 a2"],
    ["pk = :p AND sk = :s", { ":s": "a2" }, "a2"],
  ])("selects by %s", async (condition, values, expected) => {
    const { Items } = await query(condition, { ":p": "p", ...values });
    expect(Items?.map(item => item.sk?.S).join(" ")).toBe(expected);
  });

  it("pages forwards and backwards without losing or repeating an item", async () => {
    for (const ScanIndexForward of [true, false]) {
      const seen: (string | undefined)[] = [];
      let ExclusiveStartKey: object | undefined;
      do {
        const page = await query("pk = :p", { ":p": "p" }, { Limit: 2, ScanIndexForward, ExclusiveStartKey });
        seen.push(...(page.Items ?? []).map(item => item.sk?.S));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      expect(seen.join(" ")).toBe(ScanIndexForward ? "a1 a2 b1 b2 b3" : "b3 b2 b1 a2 a1");
    }
  });

  it("queries a global index, which has the attributes it projects", async () => {
    const { Items, LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: "Registry",
        IndexName: "byKind",
        KeyConditionExpression: "kind = :k AND sk >= :s",
        ExpressionAttributeValues: { ":k": { S: "k" }, ":s": { S: "b2" } },
        Limit: 1,
      }),
    );
    expect(Items).toEqual([{ ...key("p", "b2"), kind: { S: "k" }, n: { N: "2" } }]);
    expect(LastEvaluatedKey).toEqual({ ...key("p", "b2"), kind: { S: "k" } });
  });

  it("scans with a filter, counting what it looked at, and in segments that cover everything once", async () => {
    const scanned = await client.send(
      new ScanCommand({
        TableName: "Registry",
        FilterExpression: "n > :n",
        ExpressionAttributeValues: { ":n": { N: "1" } },
      }),
    );
    expect([scanned.Count, scanned.ScannedCount]).toEqual([3, 6]);
    const segments = await Promise.all(
      [0, 1, 2].map(Segment => client.send(new ScanCommand({ TableName: "Registry", Segment, TotalSegments: 3 }))),
    );
    expect(segments.flatMap(segment => places(segment.Items as never) ?? []).sort()).toHaveLength(6);
  });
});
