import { beforeEach, describe, expect, it } from "vitest";
import type { Cloud } from "../../cloud.ts";
import { registryTable, testCloud } from "./test-cloud-fixture.ts";

let cloud: Cloud;
beforeEach(() => {
  ({ cloud } = testCloud());
  call("CreateTable", registryTable);
});
const call = (operation: string, input: object) => cloud.context.call("dynamodb", operation, input);
const TableName = "Registry";
const Key = { pk: { S: "a" }, sk: { S: "0" } };
const put = (more: object) => () => call("PutItem", { TableName, Item: { ...Key, ...more } });
const nested = (levels: number): object => (levels === 0 ? { S: "" } : { M: { m: nested(levels - 1) } });

describe("writes", () => {
  it.each([
    ["a missing key", { sk: undefined }, "Missing the key sk in the item"],
    ["a key of the wrong type", { sk: { N: "1" } }, "Type mismatch for key sk expected: S actual: N"],
    ["an empty key", { sk: { S: "" } }, "cannot contain an empty string value. Key: sk"],
    ["a sort key of more than 1024 bytes", { sk: { S: "é".repeat(513) } }, "size limit of 1024 bytes"],
    ["a partition key of more than 2048 bytes", { pk: { S: "x".repeat(2049) } }, "maximum size limit of2048 bytes"],
    [
      "an index key of the wrong type",
      { kind: { N: "1" } },
      "Type mismatch for Index Key kind Expected: S Actual: N IndexName: byKind",
    ],
    [
      "an item of more than 400 KB",
      { big: { S: "x".repeat(400 * 1024) } },
      "Item size has exceeded the maximum allowed size",
    ],
    ["more than 32 levels", { deep: nested(33) }, "nested levels beyond 32"],
    ["an empty set", { s: { SS: [] } }, "An string set  may not be empty"],
    ["a set with a number twice", { s: { NS: ["1", "1.0"] } }, "contains duplicates"],
    ["a value without a type", { v: {} }, "Supplied AttributeValue is empty"],
    ["a value of two types", { v: { S: "", N: "1" } }, "more than one datatypes set"],
    ["a false null", { v: { NULL: false } }, "Null attribute value types must have the value of true"],
    ["no number", { v: { N: "one" } }, "cannot be converted to a numeric value"],
    ["a number where text is expected", { v: { S: 1 } }, "NUMBER_VALUE cannot be converted to String"],
  ])("refuse %s", (_what, more, message) => {
    expect(put(more)).toThrow(new RegExp(message));
  });

  it("accept values just within the limits, and empty texts outside keys", () => {
    put({ deep: nested(32), empty: { S: "" }, set: { SS: [""] }, list: { L: [] } })();
    put({ pk: { S: "x".repeat(2048) }, sk: { S: "x".repeat(1024) } })();
  });

  it.each([
    ["PutItem", { Item: Key, Expected: {} }, "Expected"],
    ["UpdateItem", { Key, AttributeUpdates: {} }, "AttributeUpdates"],
    ["DeleteItem", { Key, ConditionalOperator: "AND" }, "ConditionalOperator"],
    ["GetItem", { Key, AttributesToGet: ["pk"] }, "AttributesToGet"],
    ["Query", { KeyConditions: {} }, "KeyConditions"],
    ["Scan", { ScanFilter: {} }, "ScanFilter"],
  ])("name the legacy parameter that %s does not take", (operation, input, parameter) => {
    expect(() => call(operation, { TableName, ...input })).toThrow(`does not support the parameter ${parameter};`);
  });

  it("never show a value in a message", () => {
    const secret = "SECRET-VALUE";
    for (const attempt of [put({ v: { N: secret } }), put({ v: { SS: [secret, secret] } }), put({ v: { B: secret } })])
      expect(attempt).toThrow(expect.objectContaining({ message: expect.not.stringContaining(secret) }));
  });

  it.each([
    ["SET pk = :v", { ":v": { S: "" } }, "Cannot update attribute pk. This attribute is part of the key"],
    [
      "SET big = :v",
      { ":v": { S: "x".repeat(400 * 1024) } },
      "Item size to update has exceeded the maximum allowed size",
    ],
    ["SET kind = :v", { ":v": { N: "1" } }, "Type mismatch for Index Key kind"],
    ["SET m.m = :v", { ":v": nested(32) }, "nested levels beyond 32"],
  ])("refuse the update %s", (UpdateExpression, ExpressionAttributeValues, message) => {
    put({ m: { M: {} } })();
    const before = call("GetItem", { TableName, Key });
    expect(() => call("UpdateItem", { TableName, Key, UpdateExpression, ExpressionAttributeValues })).toThrow(message);
    expect(call("GetItem", { TableName, Key })).toEqual(before);
  });
});

describe("reads", () => {
  it.each([
    [{ pk: { S: "a" } }, "The provided key element does not match the schema"],
    [{ ...Key, more: { S: "" } }, "The provided key element does not match the schema"],
    [{ ...Key, sk: { N: "1" } }, "The provided key element does not match the schema"],
  ])("refuse the key %#", (wrong, message) => {
    expect(() => call("GetItem", { TableName, Key: wrong })).toThrow(message);
  });

  const values = { ":p": { S: "a" } };
  it.each([
    [{}, "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."],
    [{ KeyConditionExpression: "sk = :p" }, "Query condition missed key schema element: pk"],
    [{ KeyConditionExpression: "pk > :p" }, "Query key condition not supported"],
    [{ KeyConditionExpression: "pk = :p OR sk = :p" }, "Invalid operator used in KeyConditionExpression: OR"],
    [
      { KeyConditionExpression: "pk = :p AND contains(sk, :p)" },
      "Invalid operator used in KeyConditionExpression: contains",
    ],
    [{ KeyConditionExpression: "pk = :p AND third = :p" }, "Query condition missed key schema element: sk"],
    [{ KeyConditionExpression: "pk = :p AND pk = :p" }, "must only contain one condition per key"],
    [
      { KeyConditionExpression: "pk = :p", FilterExpression: "sk = :p" },
      "can only contain non-primary key attributes: Primary key attribute: sk",
    ],
    [{ KeyConditionExpression: "pk = :p", IndexName: "other" }, "does not have the specified index: other"],
    [
      { KeyConditionExpression: "kind = :p", IndexName: "byKind", ConsistentRead: true },
      "Consistent reads are not supported on global secondary indexes",
    ],
    [
      { KeyConditionExpression: "kind = :p", IndexName: "byKind", ProjectionExpression: "wanted" },
      "Global secondary index byKind does not project [wanted]",
    ],
    [
      { KeyConditionExpression: "pk = :p", Select: "SPECIFIC_ATTRIBUTES" },
      "Must specify the AttributesToGet or ProjectionExpression",
    ],
    [
      { KeyConditionExpression: "pk = :p", ExclusiveStartKey: { pk: { S: "b" }, sk: { S: "0" } } },
      "outside query boundaries",
    ],
    [
      { KeyConditionExpression: "pk = :p", ExclusiveStartKey: { pk: { S: "a" } } },
      "The provided starting key is invalid",
    ],
    [{ KeyConditionExpression: "pk = :p", Limit: 0 }, "Member must have value greater than or equal to 1"],
  ])("refuse the query %#", (input, message) => {
    const bound = "KeyConditionExpression" in input ? { ExpressionAttributeValues: values } : {};
    expect(() => call("Query", { TableName, ...bound, ...input })).toThrow(message);
  });

  it("end a page after a megabyte", () => {
    for (let at = 0; at < 5; at++) put({ sk: { S: `${at}` }, big: { S: "x".repeat(300 * 1024) } })();
    const query = { TableName, KeyConditionExpression: "pk = :p", ExpressionAttributeValues: values, Select: "COUNT" };
    const first = call("Query", query) as { Count: number; LastEvaluatedKey: object };
    expect(first.Count).toBe(4);
    expect(call("Query", { ...query, ExclusiveStartKey: first.LastEvaluatedKey })).toMatchObject({ Count: 1 });
  });

  it("answer an operation that is not there by its name", () => {
    expect(() => call("CreateBackup", {})).toThrow("does not support DynamoDB CreateBackup");
  });
});
