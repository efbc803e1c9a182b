import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { type LocalCloud, startLocalCloud } from "@tributary/local-cloud/local-cloud";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withoutDatastore } from "./without-datastore.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

// The functions run from their source in workers, against the committed graph, and all calls go over HTTP.
describe.each([
  ["the stream", "infra/graph.json"],
  ["the pipe", "infra/graph.pipe.json"],
])("capture by %s", (_way, file) => {
  const graph = withoutDatastore(readGraph(join(root, file)));
  const link = (name: string) => String(graph.links[name]?.name ?? graph.links[name]?.url);
  const TableName = link("Registry");
  const accepted: string[] = [];
  let local: LocalCloud;
  let dynamodb: DynamoDBClient;
  let s3: S3Client;
  let sqs: SQSClient;

  beforeAll(async () => {
    const onActivity = ({ kind, count }: { kind: string; count: number }) => {
      if (kind === "events:accepted") accepted.push(...Array<string>(count).fill(kind));
    };
    local = await startLocalCloud({ graph, storage: "memory", root, port: 0, onActivity });
    const options = {
      region: graph.region,
      endpoint: local.url,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    dynamodb = new DynamoDBClient(options);
    s3 = new S3Client(options);
    sqs = new SQSClient(options);
  });
  afterAll(async () => {
    for (const client of [dynamodb, s3, sqs]) client.destroy();
    await local.stop();
  });

  const keyOf = (id: string, sk = `PATIENT#${id}`) => ({ pk: { S: `PATIENT#${id}` }, sk: { S: sk } });
  const put = (id: string, more: Record<string, AttributeValue> = {}) =>
    dynamodb.send(
      new PutItemCommand({
        TableName,
        Item: {
          ...keyOf(id),
          itemType: { S: "Patient" },
          patientId: { S: id },
          familyName: { S: "Chalmers" },
          givenNames: { L: [{ S: "Peter" }] },
          updatedAt: { S: "2026-01-01T00:00:00Z" },
          ...more,
        },
      }),
    );
  const timeline = async (id: string) => {
    const query = { TableName: link("Timeline"), KeyConditionExpression: "pk = :pk" };
    const answer = await dynamodb.send(
      new QueryCommand({ ...query, ExpressionAttributeValues: { ":pk": { S: `PATIENT#${id}` } } }),
    );
    return (answer.Items ?? []).map(({ sk, deleted, image }) => ({
      sk: sk?.S,
      deleted: deleted?.BOOL,
      family: image?.M?.familyName?.S,
      city: image?.M?.city?.S,
    }));
  };

  it("delivers an insert to the consumer", async () => {
    await put("insert");
    await local.cloud.settled();
    expect(await timeline("insert")).toEqual([{ sk: "RECORD", deleted: false, family: "Chalmers", city: undefined }]);
  });

  it("delivers a change of an item, and of its address", async () => {
    await put("modify");
    await put("modify", { familyName: { S: "Windsor" } });
    await put("modify", {
      ...keyOf("modify", "ADDRESS#1"),
      itemType: { S: "Address" },
      addressId: { S: "1" },
      lines: { L: [{ S: "1 High Street" }] },
      city: { S: "Leeds" },
    });
    await local.cloud.settled();
    expect(await timeline("modify")).toEqual([
      { sk: "ADDRESS#1", deleted: false, family: undefined, city: "Leeds" },
      { sk: "RECORD", deleted: false, family: "Windsor", city: undefined },
    ]);
  });

  it("sends nothing for a change of no published field", async () => {
    await put("still");
    await local.cloud.settled();
    const before = accepted.length;
    await dynamodb.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf("still"),
        UpdateExpression: "SET updatedAt = :now",
        ExpressionAttributeValues: { ":now": { S: "2026-02-02T00:00:00Z" } },
      }),
    );
    await local.cloud.settled();
    expect(accepted.length).toBe(before);
  });

  it("turns a deletion into a tombstone", async () => {
    await put("delete");
    await dynamodb.send(new DeleteItemCommand({ TableName, Key: keyOf("delete") }));
    await local.cloud.settled();
    expect(await timeline("delete")).toMatchObject([{ sk: "RECORD", deleted: true }]);
  });

  it("turns an expiry into a tombstone", async () => {
    await put("expire", { expiresAt: { N: "1767225600" } });
    await local.cloud.settled();
    await expect.poll(() => timeline("expire"), { timeout: 10_000 }).toMatchObject([{ sk: "RECORD", deleted: true }]);
  });

  it("quarantines a poison item whole, and lets those behind it flow on", async () => {
    await put("before");
    await put("poison", { itemType: { S: "Invoice" } });
    await put("after");
    await local.cloud.settled();
    expect(await timeline("before")).toHaveLength(1);
    expect(await timeline("after")).toHaveLength(1);
    expect(await timeline("poison")).toEqual([]);

    const Bucket = link("Quarantine");
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents).toHaveLength(1);
    const found = await s3.send(new GetObjectCommand({ Bucket, Key: String(Contents[0]?.Key) }));
    expect(found.ServerSideEncryption).toBe("aws:kms");
    expect(await found.Body?.transformToString()).toContain("PATIENT#poison");

    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: link("QuarantineReports") }));
    const report = Messages[0]?.Body ?? "";
    expect(JSON.parse(report)).toMatchObject({
      objectKey: Contents[0]?.Key,
      violations: [{ pointer: "/dynamodb/NewImage/itemType", keyword: "enum" }],
    });
    expect(report).not.toMatch(/Invoice|Chalmers/); // A report holds no value.
  });
});
