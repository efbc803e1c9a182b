import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { registryTable, testCloud } from "./test-cloud-fixture.ts";

const TableName = "Registry";
const TableArn = "arn:aws:dynamodb:us-east-1:000000000000:table/Registry";
let client: DynamoDBClient;
beforeEach(() => {
  ({ client } = testCloud());
});
const create = (more = {}) => client.send(new CreateTableCommand({ ...registryTable, ...more }));

describe("tables", () => {
  it("are active once created, described as asked for, and gone once deleted", async () => {
    await create({ SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: "key-1" } });
    expect((await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName })).state).toBe("SUCCESS");
    const { Table } = await client.send(new DescribeTableCommand({ TableName: TableArn }));
    expect(Table).toMatchObject({
      TableName,
      TableArn,
      TableStatus: "ACTIVE",
      KeySchema: registryTable.KeySchema,
      AttributeDefinitions: registryTable.AttributeDefinitions,
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
      LatestStreamArn: `${TableArn}/stream/2026-01-01T00:00:00.000`,
      SSEDescription: { Status: "ENABLED", KMSMasterKeyArn: "arn:aws:kms:us-east-1:000000000000:key/key-1" },
      GlobalSecondaryIndexes: [{ IndexName: "byKind", IndexStatus: "ACTIVE" }],
    });
    await client.send(new DeleteTableCommand({ TableName }));
    expect((await waitUntilTableNotExists({ client, maxWaitTime: 30 }, { TableName })).state).toBe("SUCCESS");
  });

  it("are created once, and found only when they exist", async () => {
    await create();
    await expect(create()).rejects.toBeInstanceOf(ResourceInUseException);
    await expect(client.send(new DescribeTableCommand({ TableName: "Nowhere" }))).rejects.toThrow(
      new ResourceNotFoundException({
        message: "Requested resource not found: Table: Nowhere not found",
        $metadata: {},
      }).message,
    );
  });

  it("are listed by name, page by page", async () => {
    for (const name of ["ccc", "aaa", "bbb"]) await create({ TableName: name });
    const first = await client.send(new ListTablesCommand({ Limit: 2 }));
    expect(first.TableNames).toEqual(["aaa", "bbb"]);
    const second = await client.send(new ListTablesCommand({ ExclusiveStartTableName: first.LastEvaluatedTableName }));
    expect(second).toMatchObject({ TableNames: ["ccc"] });
    expect(second.LastEvaluatedTableName).toBeUndefined();
  });

  it("that are protected are deleted only after the protection is lifted", async () => {
    await create({ DeletionProtectionEnabled: true });
    await expect(client.send(new DeleteTableCommand({ TableName }))).rejects.toThrow("protected against deletion");
    await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    await client.send(new DeleteTableCommand({ TableName }));
  });

  it.each([
    [{ TableName: "ab" }, "at least 3 characters long"],
    [{ AttributeDefinitions: registryTable.AttributeDefinitions.slice(0, 2) }, "not defined in AttributeDefinitions"],
    [
      { GlobalSecondaryIndexes: undefined },
      "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    ],
    [{ KeySchema: [{ AttributeName: "pk", KeyType: "RANGE" }] }, "not a HASH key type"],
    [{ StreamSpecification: { StreamEnabled: true } }, "StreamViewType is not specified"],
  ])("are refused when their definition is wrong: %#", async (more, message) => {
    await expect(create(more)).rejects.toThrow(message);
  });

  it("get new indexes with the items that they have, and lose them", async () => {
    const { GlobalSecondaryIndexes, AttributeDefinitions, ...plain } = registryTable;
    await client.send(new CreateTableCommand({ ...plain, AttributeDefinitions: AttributeDefinitions.slice(0, 2) }));
    const item = { pk: { S: "a" }, sk: { S: "1" }, kind: { S: "k" } };
    await client.send(new PutItemCommand({ TableName, Item: item }));
    await client.send(new PutItemCommand({ TableName, Item: { ...item, sk: { S: "2" }, kind: { N: "1" } } }));
    const [index] = GlobalSecondaryIndexes;
    await client.send(
      new UpdateTableCommand({
        TableName,
        AttributeDefinitions: [...AttributeDefinitions],
        GlobalSecondaryIndexUpdates: [
          { Create: { ...index, KeySchema: [...index.KeySchema], Projection: { ProjectionType: "ALL" } } },
        ],
      }),
    );
    const query = () =>
      client.send(
        new QueryCommand({
          TableName,
          IndexName: "byKind",
          KeyConditionExpression: "kind = :k",
          ExpressionAttributeValues: { ":k": { S: "k" } },
        }),
      );
    expect((await query()).Items).toEqual([item]);
    await client.send(
      new UpdateTableCommand({ TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "byKind" } }] }),
    );
    await expect(query()).rejects.toThrow("The table does not have the specified index: byKind");
  });

  it("remember their tags, time to live and recovery switch", async () => {
    await create({ Tags: [{ Key: "team", Value: "one" }] });
    await client.send(new TagResourceCommand({ ResourceArn: TableArn, Tags: [{ Key: "stage", Value: "dev" }] }));
    await client.send(new UntagResourceCommand({ ResourceArn: TableArn, TagKeys: ["team"] }));
    const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn: TableArn }));
    expect(Tags).toEqual([{ Key: "stage", Value: "dev" }]);

    const setLife = (AttributeName: string, Enabled: boolean) =>
      client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName, Enabled } }));
    await setLife("expiresAt", true);
    await expect(setLife("expiresAt", true)).rejects.toThrow("TimeToLive is already enabled");
    await expect(setLife("other", true)).rejects.toThrow("TimeToLive is active on a different AttributeName");
    const life = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(life.TimeToLiveDescription).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "expiresAt" });

    const recovery = async () =>
      (await client.send(new DescribeContinuousBackupsCommand({ TableName }))).ContinuousBackupsDescription
        ?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    expect(await recovery()).toBe("DISABLED");
    await client.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    expect(await recovery()).toBe("ENABLED");
  });

  it("with local indexes are queried by them, in their order, fetching what they do not project", async () => {
    await create({
      AttributeDefinitions: [...registryTable.AttributeDefinitions, { AttributeName: "at", AttributeType: "N" }],
      LocalSecondaryIndexes: [
        {
          IndexName: "byTime",
          KeySchema: [
            { AttributeName: "pk", KeyType: "HASH" },
            { AttributeName: "at", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
    });
    for (const at of ["10", "-2.5", "9", "0"])
      await client.send(
        new PutItemCommand({ TableName, Item: { pk: { S: "a" }, sk: { S: at }, at: { N: at }, note: { S: at } } }),
      );
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: "a" }, sk: { S: "outside" } } }));
    const query = (more = {}) =>
      client.send(
        new QueryCommand({
          TableName,
          IndexName: "byTime",
          KeyConditionExpression: "pk = :p AND #at < :t",
          ExpressionAttributeNames: { "#at": "at" },
          ExpressionAttributeValues: { ":p": { S: "a" }, ":t": { N: "10" } },
          ...more,
        }),
      );
    const { Items, ConsumedCapacity } = await query({ ReturnConsumedCapacity: "INDEXES" });
    expect(Items?.map(item => item.at?.N)).toEqual(["-2.5", "0", "9"]);
    expect(Items?.[0]).not.toHaveProperty("note");
    expect(ConsumedCapacity).toMatchObject({ TableName, CapacityUnits: 0.5 });
    expect((await query({ ProjectionExpression: "note" })).Items).toEqual([
      { note: { S: "-2.5" } },
      { note: { S: "0" } },
      { note: { S: "9" } },
    ]);
  });
});
