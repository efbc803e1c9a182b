import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { tableClient } from "@tributary/testkit/table-client";
import { expect, test } from "vitest";
import { countItems } from "./count-items.ts";

test("counts the items of a partition, or those with an attribute, however many pages they take", async () => {
  const client = await tableClient("shop-Things", ["pk", "sk"]);
  const put = (pk: string, sk: string, more = {}) =>
    client.send(new PutItemCommand({ TableName: "shop-Things", Item: { pk: { S: pk }, sk: { S: sk }, ...more } }));
  const image = { image: { S: "x".repeat(300_000) } };
  for (const sk of ["a", "b", "c", "d", "e"]) await put("p", sk, image);
  await put("p", "tombstone");
  await put("p-other", "a", image);
  const tables = { client, nameOf: (table: string) => `shop-${table}` };
  expect(await countItems(tables, "Things", { partition: ["pk", "p"] })).toBe(6);
  expect(await countItems(tables, "Things", { partition: ["pk", "p"], having: "image" })).toBe(5);
  expect(await countItems(tables, "Things", { partition: ["pk", "nobody"] })).toBe(0);
});
