import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  IdempotentParameterMismatchException,
  PutItemCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import type { VirtualClock } from "../../kernel/clock.ts";
import { registryTable, testCloud } from "./test-cloud-fixture.ts";

const TableName = "Registry";
const key = (pk: string) => ({ pk: { S: pk }, sk: { S: "0" } });
const putAction = (pk: string, n: string): TransactWriteItem => ({
  Put: { TableName, Item: { ...key(pk), n: { N: n } } },
});

let client: DynamoDBClient;
let clock: VirtualClock;
beforeEach(async () => {
  ({ client, clock } = testCloud());
  await client.send(new CreateTableCommand(registryTable));
});
const count = async () => (await client.send(new ScanCommand({ TableName, Select: "COUNT" }))).Count;
const transact = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  client.send(new TransactWriteItemsCommand({ TransactItems, ...(ClientRequestToken ? { ClientRequestToken } : {}) }));

describe("transactions", () => {
  it("does every action or none, and says which one could not be done", async () => {
    await transact([putAction("a", "1"), putAction("b", "1")]);
    const error = await transact([
      putAction("c", "1"),
      {
        Update: {
          TableName,
          Key: key("a"),
          UpdateExpression: "SET n = n + :one",
          ConditionExpression: "n > :one",
          ExpressionAttributeValues: { ":one": { N: "1" } },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
      { Update: { TableName, Key: key("b"), UpdateExpression: "SET n = absent" } },
    ]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error).toMatchObject({
      message:
        "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ValidationError]",
      CancellationReasons: [
        { Code: "None" },
        { Code: "ConditionalCheckFailed", Item: { ...key("a"), n: { N: "1" } } },
        { Code: "ValidationError" },
      ],
    });
    expect(await count()).toBe(2);
  });

  it("does the same request with the same token once, within ten minutes", async () => {
    const increment: TransactWriteItem = {
      Update: {
        TableName,
        Key: key("a"),
        UpdateExpression: "ADD n :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
      },
    };
    const read = async () => (await client.send(new GetItemCommand({ TableName, Key: key("a") }))).Item?.n?.N;
    await transact([increment], "token");
    await transact([increment], "token");
    expect(await read()).toBe("1");
    await expect(transact([putAction("a", "9")], "token")).rejects.toBeInstanceOf(IdempotentParameterMismatchException);
    await clock.advance(11 * 60_000);
    await transact([increment], "token");
    expect(await read()).toBe("2");
  });

  it("does not remember the token of a transaction that was cancelled", async () => {
    const insert: TransactWriteItem = {
      Put: { TableName, Item: key("a"), ConditionExpression: "attribute_exists(pk)" },
    };
    await expect(transact([insert], "token")).rejects.toBeInstanceOf(TransactionCanceledException);
    await expect(transact([insert], "token")).rejects.toBeInstanceOf(TransactionCanceledException);
  });

  it("refuses two actions on one item", async () => {
    await expect(transact([putAction("a", "1"), { Delete: { TableName, Key: key("a") } }])).rejects.toThrow(
      "Transaction request cannot include multiple operations on one item",
    );
  });

  it("reads several items at once, in order, with holes", async () => {
    await client.send(new PutItemCommand({ TableName, Item: { ...key("b"), n: { N: "2" } } }));
    const { Responses } = await client.send(
      new TransactGetItemsCommand({
        TransactItems: ["a", "b"].map(pk => ({ Get: { TableName, Key: key(pk), ProjectionExpression: "n" } })),
      }),
    );
    expect(Responses).toEqual([{}, { Item: { n: { N: "2" } } }]);
  });
});

describe("batches", () => {
  it("puts, deletes and gets", async () => {
    await client.send(
      new BatchWriteItemCommand({
        RequestItems: { Registry: ["a", "b"].map(pk => ({ PutRequest: { Item: key(pk) } })) },
      }),
    );
    const written = await client.send(
      new BatchWriteItemCommand({ RequestItems: { Registry: [{ DeleteRequest: { Key: key("a") } }] } }),
    );
    expect(written.UnprocessedItems).toEqual({});
    const { Responses, ConsumedCapacity } = await client.send(
      new BatchGetItemCommand({
        RequestItems: { Registry: { Keys: [key("a"), key("b")], ConsistentRead: true } },
        ReturnConsumedCapacity: "TOTAL",
      }),
    );
    expect(Responses).toEqual({ Registry: [key("b")] });
    expect(ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 2 }]);
  });

  it("refuses duplicates and too many", async () => {
    const write = (pks: string[]) =>
      client.send(
        new BatchWriteItemCommand({ RequestItems: { Registry: pks.map(pk => ({ PutRequest: { Item: key(pk) } })) } }),
      );
    await expect(write(["a", "a"])).rejects.toThrow("Provided list of item keys contains duplicates");
    await expect(write(Array.from({ length: 26 }, (_, at) => `${at}`))).rejects.toThrow(
      "Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]",
    );
  });
});
