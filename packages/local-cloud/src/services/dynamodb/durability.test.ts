import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readStream } from "./stream-log.ts";
import { registryTable, testCloud } from "./test-cloud-fixture.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-dynamodb-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("finds tables, items, index entries and stream records again after a restart, and goes on counting", async () => {
  const Item = { pk: { S: "a" }, sk: { S: "1" }, kind: { S: "x" } };
  const first = testCloud(folder).cloud;
  const created = first.context.call("dynamodb", "CreateTable", registryTable) as {
    TableDescription: { LatestStreamArn: string };
  };
  first.context.call("dynamodb", "PutItem", { TableName: "Registry", Item });
  await first.stop();

  const second = testCloud(folder).cloud;
  const { Items } = second.context.call("dynamodb", "Scan", { TableName: "Registry", IndexName: "byKind" }) as {
    Items: unknown[];
  };
  expect(Items).toEqual([{ kind: { S: "x" }, pk: { S: "a" }, sk: { S: "1" } }]);
  second.context.call("dynamodb", "DeleteItem", { TableName: "Registry", Key: { pk: Item.pk, sk: Item.sk } });
  const records = readStream(second.context, created.TableDescription.LatestStreamArn, undefined, 10);
  expect(records.map(record => record.eventName)).toEqual(["INSERT", "REMOVE"]);
  await second.stop();
});
