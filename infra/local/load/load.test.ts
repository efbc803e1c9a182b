import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { tableClient } from "@tributary/testkit/table-client";
import { expect, it } from "vitest";
import { load, type RegistryWrite } from "./load.ts";

const table = "registry";

const withTable = () => tableClient(table, ["pk", "sk"]);

async function* puts(...bodies: string[]): AsyncGenerator<RegistryWrite> {
  for (const [index, body] of bodies.entries())
    yield {
      kind: "put",
      item: { pk: { S: `${index}` }, sk: { S: "s" }, body: { S: body } },
      at: { file: "in.ndjson", line: index + 1 },
    };
}

const TOO_LARGE = "x".repeat(410_000);

it("writes all items except those that DynamoDB rejects, and reports the place of each", async () => {
  const client = await withTable();
  const refused: unknown[] = [];
  const written = await load(puts("a", TOO_LARGE, "b", "", TOO_LARGE), {
    ...{ client, table },
    onRefused: ({ at }, reason) => refused.push([at?.line, reason]),
  });
  const reason = "larger than the 400 KB that a DynamoDB item may have";
  expect(refused).toEqual([
    [2, reason],
    [5, reason],
  ]);
  expect(written).toBe(3);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
  expect(Items.map(({ body }) => body?.S).toSorted()).toEqual(["", "a", "b"]);
});

it("ends at any other error, and at a rejection without a callback for it", async () => {
  const client = await withTable();
  await expect(load(puts("a"), { client, table: "elsewhere", onRefused() {} })).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  await expect(load(puts(TOO_LARGE), { client, table })).rejects.toMatchObject({ name: "ValidationException" });
});
