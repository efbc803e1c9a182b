import { beforeEach, describe, expect, it } from "vitest";
import type { Cloud } from "../../cloud.ts";
import { registryTable, testCloud } from "./test-cloud-fixture.ts";

// Messages and their order are those of AWS, as dynalite's tests have them, which were run against AWS:
// https://github.com/architect/dynalite/tree/main/test

let cloud: Cloud;
beforeEach(() => {
  ({ cloud } = testCloud());
});

/** What a body is answered that no SDK would send. */
async function send(operation: string, input: unknown) {
  const { status, body } = await cloud.handle({
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers: { "x-amz-target": `DynamoDB_20120810.${operation}` },
    body: Buffer.from(typeof input === "string" ? input : JSON.stringify(input)),
  });
  return { status, body: JSON.parse(String(body)) };
}

const refused = (message: string) => ({
  status: 400,
  body: { __type: "com.amazon.coral.validate#ValidationException", message },
});
const value = (what: string, at: string, demand: string) =>
  `Value ${what} at '${at}' failed to satisfy constraint: Member must ${demand}`;
const errors = (...all: string[]) => {
  const count = all.length === 1 ? "1 validation error" : `${all.length} validation errors`;
  return refused(`${count} detected: ${all.join("; ")}`);
};
const pattern = "satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
const throughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };

describe("types", () => {
  const parameterized =
    "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in module java.base of loader 'bootstrap')";
  it.each([
    ["PutItem", { TableName: true }, "TRUE_VALUE cannot be converted to String"],
    ["PutItem", { TableName: 34.56 }, "DECIMAL_VALUE cannot be converted to String"],
    ["PutItem", { TableName: ["x"] }, "Unrecognized collection type class java.lang.String"],
    ["PutItem", { TableName: {} }, "Start of structure or map found where not expected"],
    ["PutItem", { Item: "x" }, "Unexpected field type"],
    [
      "PutItem",
      { Item: [] },
      "Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>",
    ],
    ["PutItem", { Item: { a: 5 } }, "Unexpected value type in payload"],
    ["PutItem", { Item: { a: { B: "=+/=" } } }, "Invalid last non-pad Base64 character dectected"],
    [
      "PutItem",
      { Item: { a: { B: "23456" } } },
      "Base64 encoded length is expected a multiple of 4 bytes but found: 5",
    ],
    ["PutItem", { Item: { a: { SS: "x" } } }, "Unexpected field type"],
    ["PutItem", { Item: { a: { L: {} } } }, "Start of structure or map found where not expected"],
    ["PutItem", { Expected: { a: { Exists: 1 } } }, "NUMBER_VALUE cannot be converted to Boolean"],
    ["PutItem", { Expected: { a: { Exists: "23" } } }, "Unexpected token received from parser"],
    ["Query", { Limit: "5" }, "STRING_VALUE cannot be converted to Integer"],
    ["CreateTable", { ProvisionedThroughput: { ReadCapacityUnits: "5" } }, "STRING_VALUE cannot be converted to Long"],
    ["CreateTable", { KeySchema: {} }, "Start of structure or map found where not expected"],
    ["BatchWriteItem", { RequestItems: { a: 5 } }, parameterized],
    ["BatchGetItem", { RequestItems: { a: { Keys: [5] } } }, parameterized],
    ["PutItem", { TableName: 5, Item: { a: {} } }, "NUMBER_VALUE cannot be converted to String"],
  ])("of %s are looked at before all else: %j", async (operation, input, Message) => {
    expect(await send(operation, input)).toEqual({
      status: 400,
      body: { __type: "com.amazon.coral.service#SerializationException", Message },
    });
  });

  it("are not looked for at any depth", async () => {
    const depth = 100_000;
    const deep = `${'{"L":['.repeat(depth)}${"]}".repeat(depth)}`;
    const { status, body } = await send("PutItem", `{"TableName":"Nowhere","Item":{"a":${deep}}}`);
    expect([status, body.Message]).toEqual([400, "The request is nested too deeply."]);
  });

  it("take words for truth values, and cut numbers", async () => {
    cloud.context.call("dynamodb", "CreateTable", registryTable);
    const scan = { TableName: "Registry", ConsistentRead: "yes", Limit: 1.9 };
    expect(await send("Scan", scan)).toMatchObject({ status: 200 });
  });

  it("name an operation that AWS has, and do not know another", async () => {
    expect((await send("CreateBackup", {})).body.Message).toContain("does not support DynamoDB CreateBackup");
    const __type = "com.amazon.coral.service#UnknownOperationException";
    expect(await send("Jump", {})).toEqual({ status: 400, body: { __type } });
  });
});

describe("constraints", () => {
  it.each([
    ["PutItem", {}, errors(value("null", "tableName", "not be null"), value("null", "item", "not be null"))],
    [
      "GetItem",
      { TableName: "a;", ReturnConsumedCapacity: "hi", AttributesToGet: [] },
      errors(
        value("'hi'", "returnConsumedCapacity", "satisfy enum value set: [INDEXES, TOTAL, NONE]"),
        value("'[]'", "attributesToGet", "have length greater than or equal to 1"),
        value("'a;'", "tableName", pattern),
        value("'a;'", "tableName", "have length greater than or equal to 3"),
        value("null", "key", "not be null"),
      ),
    ],
    [
      "UpdateItem",
      { TableName: "x".repeat(256), ReturnValues: "hi", ReturnItemCollectionMetrics: "hi" },
      errors(
        value(`'${"x".repeat(256)}'`, "tableName", "have length less than or equal to 255"),
        value("'hi'", "returnItemCollectionMetrics", "satisfy enum value set: [SIZE, NONE]"),
        value("'hi'", "returnValues", "satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]"),
        value("null", "key", "not be null"),
      ),
    ],
    [
      "CreateTable",
      { TableName: "abc;", ProvisionedThroughput: { WriteCapacityUnits: -1 } },
      errors(
        value("null", "attributeDefinitions", "not be null"),
        value("'abc;'", "tableName", pattern),
        value("'-1'", "provisionedThroughput.writeCapacityUnits", "have value greater than or equal to 1"),
        value("null", "provisionedThroughput.readCapacityUnits", "not be null"),
        value("null", "keySchema", "not be null"),
      ),
    ],
    [
      "CreateTable",
      {
        TableName: "abc",
        AttributeDefinitions: [{ AttributeName: "a", AttributeType: "SS" }, {}],
        KeySchema: [],
        GlobalSecondaryIndexes: [{ IndexName: "h;" }],
      },
      errors(
        value("'SS'", "attributeDefinitions.1.member.attributeType", "satisfy enum value set: [B, N, S]"),
        value("null", "attributeDefinitions.2.member.attributeName", "not be null"),
        value("null", "attributeDefinitions.2.member.attributeType", "not be null"),
        value("'[]'", "keySchema", "have length greater than or equal to 1"),
        value("'h;'", "globalSecondaryIndexes.1.member.indexName", pattern),
        value("'h;'", "globalSecondaryIndexes.1.member.indexName", "have length greater than or equal to 3"),
        value("null", "globalSecondaryIndexes.1.member.keySchema", "not be null"),
        value("null", "globalSecondaryIndexes.1.member.projection", "not be null"),
      ),
    ],
    ["ListTables", { Limit: 101 }, errors(value("'101'", "limit", "have value less than or equal to 100"))],
    [
      "BatchGetItem",
      { RequestItems: {} },
      errors(value("'{}'", "requestItems", "have length greater than or equal to 1")),
    ],
    [
      "BatchGetItem",
      { RequestItems: { aaa: {} } },
      errors(value("null", "requestItems.aaa.member.keys", "not be null")),
    ],
    [
      "BatchWriteItem",
      { RequestItems: { aaa: [{ PutRequest: {} }, { DeleteRequest: {} }, null] } },
      errors(
        value("null", "requestItems.aaa.member.1.member.putRequest.item", "not be null"),
        value("null", "requestItems.aaa.member.2.member.deleteRequest.key", "not be null"),
        value("null", "requestItems.aaa.member.3.member", "not be null"),
      ),
    ],
    [
      "TransactWriteItems",
      { TransactItems: [{ Put: { Item: {} } }], ClientRequestToken: "" },
      errors(
        value("null", "transactItems.1.member.put.tableName", "not be null"),
        value("''", "clientRequestToken", "have length greater than or equal to 1"),
      ),
    ],
    ["ExecuteStatement", { Statement: "" }, errors(value("''", "statement", "have length greater than or equal to 1"))],
    ["UpdateTimeToLive", { TableName: "abc" }, errors(value("null", "timeToLiveSpecification", "not be null"))],
  ])("of %s are all named, in AWS's order: %j", async (operation, input, answer) => {
    expect(await send(operation, input)).toEqual(answer);
  });

  it("are named ten at a time", async () => {
    const KeySchema = Array.from({ length: 12 }, () => ({}));
    const { body } = await send("CreateTable", { TableName: "abc", KeySchema, AttributeDefinitions: [] });
    expect(body.message).toMatch(/^10 validation errors detected: /);
  });

  it("on the keys of a map name all that is asked of them", async () => {
    const { body } = await send("BatchGetItem", { RequestItems: { "a;": { Keys: [{ secret: { S: "Chalmers" } }] } } });
    expect(body.message).toMatch(
      /^1 validation error detected: Value '\{.*\}' at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: \[Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: \[a-zA-Z0-9_.-\]\+\]$/,
    );
    expect(body.message).not.toContain("Chalmers");
  });

  it.each(["CreateTable", "DeleteTable", "DescribeTable", "UpdateTable", "DescribeTimeToLive"])(
    "of the table's name are %s's first",
    async operation => {
      expect(await send(operation, {})).toEqual(
        refused("The parameter 'TableName' is required but was not present in the request"),
      );
      expect(await send(operation, { TableName: "a;" })).toEqual(
        refused("TableName must be at least 3 characters long and at most 255 characters long"),
      );
    },
  );
});

describe("members", () => {
  it("that the local cloud does not have are refused by name, wherever they are", async () => {
    const index = { IndexName: "abc", KeySchema: [{ AttributeName: "a", KeyType: "HASH" }], Projection: {} };
    const input = {
      TableName: "abc",
      AttributeDefinitions: [],
      KeySchema: index.KeySchema,
      GlobalSecondaryIndexes: [{ ...index, OnDemandThroughput: {} }],
    };
    expect((await send("CreateTable", input)).body.message).toContain(
      "does not support the parameter OnDemandThroughput;",
    );
  });

  it("that AWS does not have are ignored, and so are those that are null", async () => {
    cloud.context.call("dynamodb", "CreateTable", registryTable);
    const Item = { pk: { S: "a", Z: "z" }, sk: { S: "1", N: null } };
    const put = { TableName: "Registry", Item, Frills: { a: [1] }, Expected: null, ConditionExpression: null };
    expect(await send("PutItem", put)).toEqual({ status: 200, body: {} });
    expect((await send("Scan", { TableName: "Registry" })).body.Items).toEqual([{ pk: { S: "a" }, sk: { S: "1" } }]);
  });
});

describe("what is wrong whatever the table", () => {
  const TableName = "Nowhere";
  const key = { a: {} };
  const empty = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
  const nowhere = {
    status: 400,
    body: {
      __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
      message: "Requested resource not found",
    },
  };

  it.each([
    ["PutItem", { Item: key }, empty],
    ["PutItem", { Item: {}, ReturnValues: "ALL_NEW" }, "ReturnValues can only be ALL_OLD or NONE"],
    ["PutItem", { Item: { a: { S: "x".repeat(409_600) } } }, "Item size has exceeded the maximum allowed size"],
    ["GetItem", { Key: key }, empty],
    ["DeleteItem", { Key: key }, empty],
    ["UpdateItem", { Key: key }, empty],
    ["UpdateItem", { Key: { a: { S: "", N: "1" } } }, empty.replace("is empty", "has more than one datatypes set")],
    ["Query", { ExclusiveStartKey: key }, `The provided starting key is invalid: ${empty}`],
    ["Query", { ExclusiveStartKey: { a: { N: "" } } }, "The parameter cannot be converted to a numeric value"],
    ["Query", {}, "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."],
    [
      "Scan",
      { TotalSegments: 1, Segment: 1 },
      "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 1 is not less than TotalSegments: 1",
    ],
    [
      "GetItem",
      { Key: {}, ExpressionAttributeNames: { "#a": "a" } },
      "ExpressionAttributeNames can only be specified when using expressions",
    ],
    [
      "PutItem",
      { Item: { a: { N: "x" } }, ReturnValues: "ALL_NEW" },
      "The parameter cannot be converted to a numeric value",
    ],
    ["DeleteItem", { Key: {}, ReturnValues: "UPDATED_NEW" }, "ReturnValues can only be ALL_OLD or NONE"],
    [
      "UpdateItem",
      {
        Key: {},
        UpdateExpression: "DELETE #e :s ADD e.f :n",
        ExpressionAttributeNames: { "#e": "e" },
        ExpressionAttributeValues: { ":s": { SS: ["x"] }, ":n": { N: "1" } },
      },
      "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [e], path two: [e, f]",
    ],
    [
      "Query",
      { KeyConditionExpression: "a = :a", ExpressionAttributeValues: { ":a": { BOOL: true } } },
      "One or more parameter values were invalid: ComparisonOperator EQ is not valid for BOOL AttributeValue type",
    ],
    [
      "Query",
      { KeyConditionExpression: "begins_with(a, :a)", ExpressionAttributeValues: { ":a": { N: "1" } } },
      "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
    ],
  ])("is said by %s before the table is looked up: %j", async (operation, input, message) => {
    expect(await send(operation, { TableName, ...input })).toEqual(refused(message));
  });

  it.each([
    ["PutItem", { Item: {} }],
    ["GetItem", { Key: {} }],
    ["Query", { KeyConditionExpression: "a = :a", ExpressionAttributeValues: { ":a": { S: "" } } }],
    ["Scan", {}],
  ])("is not what %s says of a missing table", async (operation, input) => {
    expect(await send(operation, { TableName, ...input })).toEqual(nowhere);
  });

  it.each([
    [
      ["a BETWEEN b AND :v"],
      "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
    ],
    [[":v = :v"], "Invalid condition in KeyConditionExpression: No key attribute specified"],
    [["size(a) = :v"], "KeyConditionExpressions cannot contain nested operations"],
    [["a.b = :v"], "KeyConditionExpressions cannot have conditions on nested attributes"],
    [["a = :v AND a = :v"], "KeyConditionExpressions must only contain one condition per key"],
    [["a = :v AND b = :v AND c = :v"], "Conditions can be of length 1 or 2 only"],
    [["a <> :v"], "Invalid operator used in KeyConditionExpression: <>"],
    [["a = :v OR b = :v"], "Invalid operator used in KeyConditionExpression: OR"],
    [["contains(a, :v)"], "Invalid operator used in KeyConditionExpression: contains"],
    [
      [":v BETWEEN a AND :v"],
      "Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand",
    ],
  ])("are key conditions such as %s", async ([KeyConditionExpression], message) => {
    const query = { TableName, KeyConditionExpression, ExpressionAttributeValues: { ":v": { S: "x" } } };
    expect(await send("Query", query)).toEqual(refused(message));
  });

  it.each([
    ["Query", {}, "The provided starting key is invalid"],
    ["Query", { pk: { S: "a" }, sk: { N: "1" } }, "The provided key element does not match the schema"],
    ["Scan", {}, "The provided starting key is invalid: The provided key element does not match the schema"],
  ])("is with the table that %s cannot start after %j", async (operation, ExclusiveStartKey, message) => {
    cloud.context.call("dynamodb", "CreateTable", registryTable);
    const condition = { KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": { S: "a" } } };
    const input = { TableName: "Registry", ExclusiveStartKey, ...(operation === "Query" ? condition : {}) };
    expect(await send(operation, input)).toEqual(refused(message));
  });

  it("is with the table that paths lead into keys, and that a batch has other keys", async () => {
    cloud.context.call("dynamodb", "CreateTable", registryTable);
    const Key = { pk: { S: "a" }, sk: { S: "0" } };
    const nested = (what: string) =>
      refused(`Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${what}`);
    expect(await send("GetItem", { TableName: "Registry", Key, ProjectionExpression: "pk.x" })).toEqual(
      nested("Key: pk"),
    );
    const update = { UpdateExpression: "SET kind[0] = :v", ExpressionAttributeValues: { ":v": { S: "" } } };
    expect(await send("UpdateItem", { TableName: "Registry", Key, ...update })).toEqual(nested("IndexKey: kind"));
    expect(await send("Scan", { TableName: "Registry", FilterExpression: "attribute_exists(sk.x)" })).toEqual(
      nested("Key: sk"),
    );
    const batch = { RequestItems: { Registry: [{ PutRequest: { Item: { pk: { S: "a" } } } }] } };
    expect(await send("BatchWriteItem", batch)).toEqual(refused("The provided key element does not match the schema"));
  });

  it("is not a key condition whose value comes first", async () => {
    cloud.context.call("dynamodb", "CreateTable", registryTable);
    for (const sk of ["1", "2", "3"])
      cloud.context.call("dynamodb", "PutItem", { TableName: "Registry", Item: { pk: { S: "a" }, sk: { S: sk } } });
    const { body } = await send("Query", {
      TableName: "Registry",
      KeyConditionExpression: ":p = pk AND :two <= sk",
      ExpressionAttributeValues: { ":p": { S: "a" }, ":two": { S: "2" } },
    });
    expect(body.Items.map((item: { sk: { S: string } }) => item.sk.S)).toEqual(["2", "3"]);
  });
});

describe("definitions of tables", () => {
  const keys = (...names: string[]) =>
    names.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? "HASH" : "RANGE" }));
  const definitions = (...names: string[]) => names.map(AttributeName => ({ AttributeName, AttributeType: "S" }));
  const index = (IndexName: string, KeySchema = keys("a", "b"), Projection: object = { ProjectionType: "ALL" }) => ({
    IndexName,
    KeySchema,
    Projection,
  });
  const table = {
    TableName: "abc",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: definitions("a", "b"),
    KeySchema: keys("a", "b"),
  };
  const invalid = (message: string) => refused(`One or more parameter values were invalid: ${message}`);
  const six = Array.from({ length: 6 }, (_, at) => index(`local${at}`));

  it.each([
    [
      { BillingMode: "PROVISIONED" },
      invalid("ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"),
    ],
    [
      { ProvisionedThroughput: throughput },
      invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"),
    ],
    [
      {
        BillingMode: undefined,
        ProvisionedThroughput: { ReadCapacityUnits: 1_000_000_000_001, WriteCapacityUnits: 1 },
      },
      refused("Given value 1000000000001 for ReadCapacityUnits is out of bounds"),
    ],
    [{ AttributeDefinitions: [] }, refused("Invalid KeySchema: Some index key attribute have no definition")],
    [
      { KeySchema: keys("a", "a") },
      refused("Both the Hash Key and the Range Key element in the KeySchema have the same name"),
    ],
    [
      { KeySchema: keys("a", "c") },
      invalid(
        "Some index key attributes are not defined in AttributeDefinitions. Keys: [a, c], AttributeDefinitions: [a, b]",
      ),
    ],
    [
      { AttributeDefinitions: definitions("a", "b", "a") },
      invalid("Duplicate AttributeName in AttributeDefinitions: a"),
    ],
    [{ LocalSecondaryIndexes: [] }, invalid("List of LocalSecondaryIndexes is empty")],
    [{ GlobalSecondaryIndexes: [] }, invalid("List of GlobalSecondaryIndexes is empty")],
    [
      { KeySchema: keys("a"), LocalSecondaryIndexes: [index("abc")] },
      invalid("Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex"),
    ],
    [
      { LocalSecondaryIndexes: [index("abc", keys("a"))] },
      invalid("Index KeySchema does not have a range key for index: abc"),
    ],
    [
      { LocalSecondaryIndexes: [index("abc", keys("b", "a"))] },
      invalid(
        "Index KeySchema does not have the same leading hash key as table KeySchema for index: abc. index hash key: b, table hash key: a",
      ),
    ],
    [{ LocalSecondaryIndexes: [index("abc", keys("a", "b"), {})] }, invalid("Unknown ProjectionType: null")],
    [
      {
        GlobalSecondaryIndexes: [index("abc", keys("a"), { ProjectionType: "ALL", NonKeyAttributes: ["x"] })],
      },
      invalid("ProjectionType is ALL, but NonKeyAttributes is specified"),
    ],
    [{ LocalSecondaryIndexes: [index("abc"), index("abc")] }, invalid("Duplicate index name: abc")],
    [{ LocalSecondaryIndexes: six }, invalid("Number of LocalSecondaryIndexes exceeds per-table limit of 5")],
    [
      { GlobalSecondaryIndexes: Array.from({ length: 21 }, (_, at) => index(`global${at}`)) },
      invalid("GlobalSecondaryIndex count exceeds the per-table limit of 20"),
    ],
    [
      { GlobalSecondaryIndexes: [{ ...index("abc"), ProvisionedThroughput: throughput }] },
      invalid("ProvisionedThroughput should not be specified for index: abc when BillingMode is PAY_PER_REQUEST"),
    ],
  ])("are refused as AWS does: %j", async (more, answer) => {
    expect(await send("CreateTable", { ...table, ...more })).toEqual(answer);
  });

  it.each([
    [
      {},
      refused(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required",
      ),
    ],
    [
      { GlobalSecondaryIndexUpdates: [{}] },
      invalid(
        "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null",
      ),
    ],
    [
      { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "abc" } }, { Delete: { IndexName: "abc" } }] },
      invalid("Only one global secondary index update per index is allowed simultaneously. Index: abc"),
    ],
    [
      { BillingMode: "PROVISIONED" },
      invalid("ProvisionedThroughput must be specified when BillingMode is PROVISIONED"),
    ],
    [
      { ProvisionedThroughput: throughput },
      invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"),
    ],
    [
      {
        BillingMode: "PROVISIONED",
        ProvisionedThroughput: throughput,
        GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "abc" } }],
      },
      {
        status: 400,
        body: {
          __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
          message: "Requested resource not found",
        },
      },
    ],
  ])("are not changed by %j", async (more, answer) => {
    await send("CreateTable", table);
    expect(await send("UpdateTable", { TableName: "abc", ...more })).toEqual(answer);
  });

  it("get no index that is there, nor one whose key has another type", async () => {
    await send("CreateTable", { ...table, GlobalSecondaryIndexes: [index("global", keys("a"))] });
    const create = (name: string, AttributeType = "S") =>
      send("UpdateTable", {
        TableName: "abc",
        AttributeDefinitions: [{ AttributeName: "a", AttributeType }],
        GlobalSecondaryIndexUpdates: [{ Create: index(name, keys("a")) }],
      });
    expect(await create("global")).toEqual(refused("Attempting to create an index which already exists"));
    expect(await create("other", "N")).toEqual(
      invalid(
        "Attributes cannot be redefined. Please check that your attribute has the same type as previously defined. Existing schema: Schema:[SchemaElement: key{a:S:HASH}] New schema: Schema:[SchemaElement: key{a:N:HASH}]",
      ),
    );
    const both = { Create: index("other", keys("a")), Delete: { IndexName: "global" } };
    const { body } = await send("UpdateTable", { TableName: "abc", GlobalSecondaryIndexUpdates: [both] });
    expect(body.message).toContain("Only one of GlobalSecondaryIndexUpdate.Update");
    expect((await create("other")).body.TableDescription.GlobalSecondaryIndexes).toHaveLength(2);
  });

  it("keep a throughput that is asked for again, and say so", async () => {
    await send("CreateTable", { ...table, BillingMode: undefined, ProvisionedThroughput: throughput });
    const { body } = await send("UpdateTable", { TableName: "abc", ProvisionedThroughput: throughput });
    expect(body.message).toMatch(/^The provisioned throughput for the table will not change\./);
    const more = { ReadCapacityUnits: 2, WriteCapacityUnits: 1 };
    const { body: done } = await send("UpdateTable", { TableName: "abc", ProvisionedThroughput: more });
    expect(done.TableDescription.ProvisionedThroughput).toEqual({ ...more, NumberOfDecreasesToday: 0 });
  });
});

// As Alternator's tests have it, which were written against AWS: https://github.com/scylladb/scylladb/tree/master/test/alternator
describe("answers", () => {
  const TableName = "Registry";
  const Key = { pk: { S: "a" }, sk: { S: "0" } };
  beforeEach(() => {
    const { AttributeDefinitions, ...rest } = registryTable;
    cloud.context.call("dynamodb", "CreateTable", {
      ...rest,
      AttributeDefinitions: [...AttributeDefinitions, { AttributeName: "at", AttributeType: "S" }],
      LocalSecondaryIndexes: [
        {
          IndexName: "byTime",
          KeySchema: [
            { AttributeName: "pk", KeyType: "HASH" },
            { AttributeName: "at", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    });
  });

  it("are the same for one token and the same maps, whatever the order of their keys", async () => {
    const transact = (M: object) =>
      send("TransactWriteItems", {
        ClientRequestToken: "token",
        TransactItems: [{ Put: { TableName, Item: { ...Key, m: { M } } } }],
      });
    expect((await transact({ a: { S: "1" }, b: { S: "2" } })).status).toBe(200);
    expect((await transact({ b: { S: "2" }, a: { S: "1" } })).status).toBe(200);
    expect((await transact({ b: { S: "1" }, a: { S: "2" } })).body.__type).toContain("IdempotentParameterMismatch");
  });

  it("to tags have no body, and refuse what tags must not be", async () => {
    const ResourceArn = "arn:aws:dynamodb:us-east-1:000000000000:table/Registry";
    const answer = await cloud.handle({
      method: "POST",
      path: "/",
      query: new URLSearchParams(),
      headers: { "x-amz-target": "DynamoDB_20120810.TagResource" },
      body: Buffer.from(JSON.stringify({ ResourceArn, Tags: [{ Key: "k", Value: "" }] })),
    });
    expect([answer.status, String(answer.body)]).toEqual([200, ""]);
    const tag = (Tags: object[], arn = ResourceArn) => send("TagResource", { ResourceArn: arn, Tags });
    const many = Array.from({ length: 50 }, (_, at) => ({ Key: `${at}`, Value: "v" }));
    for (const tags of [
      [],
      many,
      [{ Key: "", Value: "v" }],
      [{ Key: "x".repeat(129), Value: "v" }],
      [{ Key: "k", Value: "x".repeat(257) }],
      [{ Key: "aws:k", Value: "v" }],
      [{ Key: "k!", Value: "v" }],
      [{ Key: "k", Value: "<v>" }],
    ])
      expect((await tag(tags)).body.__type).toContain("ValidationException");
    expect((await tag(many, "nonsense")).body.__type).toBe("com.amazon.coral.service#AccessDeniedException");
    expect((await tag(many, `${ResourceArn}s`)).body.message).toBe(
      `Requested resource not found: ResourcArn: ${ResourceArn}s not found`,
    );
    expect((await send("ListTagsOfResource", {})).body.message).toBe("Invalid TableArn");
    expect((await send("ListTagsOfResource", { ResourceArn })).body).toEqual({ Tags: [{ Key: "k", Value: "" }] });
  });

  it("refuse keys of indexes that are too large, which then are in no index", async () => {
    const put = (more: object) => send("PutItem", { TableName, Item: { ...Key, ...more } });
    const large = { S: "x".repeat(2_049) };
    expect((await put({ kind: large })).body.message).toContain("maximum size limit of2048 bytes");
    expect((await put({ at: { S: "x".repeat(1_025) } })).body.message).toContain("size limit of 1024 bytes");
    await put({ later: large });
    await send("UpdateTable", {
      TableName,
      AttributeDefinitions: [{ AttributeName: "later", AttributeType: "S" }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: "byLater",
            KeySchema: [{ AttributeName: "later", KeyType: "HASH" }],
            Projection: { ProjectionType: "ALL" },
          },
        },
      ],
    });
    expect((await send("Scan", { TableName, IndexName: "byLater" })).body.Count).toBe(0);
  });

  it("say the capacity that each kind of index took", async () => {
    const put = { TableName, Item: { ...Key, at: { S: "1" }, kind: { S: "k" } }, ReturnConsumedCapacity: "INDEXES" };
    expect((await send("PutItem", put)).body.ConsumedCapacity).toEqual({
      TableName,
      CapacityUnits: 3,
      Table: { CapacityUnits: 1 },
      GlobalSecondaryIndexes: { byKind: { CapacityUnits: 1 } },
      LocalSecondaryIndexes: { byTime: { CapacityUnits: 1 } },
    });
    const query = {
      TableName,
      IndexName: "byTime",
      KeyConditionExpression: "pk = :p",
      ExpressionAttributeValues: { ":p": { S: "a" } },
      ReturnConsumedCapacity: "INDEXES",
    };
    expect((await send("Query", query)).body.ConsumedCapacity).toEqual({
      TableName,
      CapacityUnits: 0.5,
      Table: { CapacityUnits: 0 },
      LocalSecondaryIndexes: { byTime: { CapacityUnits: 0.5 } },
    });
  });

  it("describe indexes, and a warm throughput that only rises", async () => {
    cloud.context.call("dynamodb", "PutItem", { TableName, Item: { ...Key, at: { S: "1" } } });
    const least = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 };
    const { Table } = (await send("DescribeTable", { TableName })).body;
    expect(Table).toMatchObject({
      WarmThroughput: { ...least, Status: "ACTIVE" },
      GlobalSecondaryIndexes: [{ ItemCount: 0, IndexSizeBytes: 0, WarmThroughput: { ...least, Status: "ACTIVE" } }],
      LocalSecondaryIndexes: [{ ItemCount: 1 }],
    });
    const warm = (WarmThroughput: object) => send("UpdateTable", { TableName, WarmThroughput });
    expect((await warm({ ReadUnitsPerSecond: 13_000 })).body.TableDescription.WarmThroughput).toEqual({
      ...least,
      ReadUnitsPerSecond: 13_000,
      Status: "ACTIVE",
    });
    expect((await warm({ ReadUnitsPerSecond: 12_500 })).body.message).toMatch("lower than current WarmThroughput");
  });
});
