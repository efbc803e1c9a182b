import { CreateTableCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { tableClient } from "@tributary/testkit/table-client";
import { expect, it } from "vitest";

it("counts a write's units in the table and in each index that sees it", async () => {
  const client = await tableClient("Unused", ["pk"]);
  const TableName = "Indexed";
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "owner"].map(AttributeName => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      GlobalSecondaryIndexes: [
        {
          IndexName: "ByOwner",
          KeySchema: [{ AttributeName: "owner", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
        {
          IndexName: "Owners",
          KeySchema: [{ AttributeName: "owner", KeyType: "HASH" }],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
    }),
  );
  /** Units of the table, of the index that holds all, and of the one that holds keys. */
  const put = async (item: Readonly<Record<string, string>>) => {
    const Item = Object.fromEntries(Object.entries({ pk: "a", ...item }).map(([name, S]) => [name, { S }]));
    const write = new PutItemCommand({ TableName, Item, ReturnConsumedCapacity: "INDEXES" });
    const { Table, GlobalSecondaryIndexes = {} } = (await client.send(write)).ConsumedCapacity ?? {};
    const units = ["ByOwner", "Owners"].map(name => GlobalSecondaryIndexes[name]?.CapacityUnits ?? 0);
    return [Table?.CapacityUnits, ...units];
  };
  expect(await put({ note: "no owner" })).toEqual([1, 0, 0]);
  expect(await put({ owner: "p", note: "new there" })).toEqual([1, 1, 1]);
  expect(await put({ owner: "p", note: "changed there" })).toEqual([1, 1, 0]);
  expect(await put({ owner: "q", note: "moved there" })).toEqual([1, 2, 2]);
  expect(await put({ owner: "q", note: "x".repeat(3_000) })).toEqual([3, 3, 0]);
  expect(await put({ note: "gone there" })).toEqual([3, 3, 1]);
});
