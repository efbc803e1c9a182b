import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { tableClient } from "@tributary/testkit/table-client";
import { expect, test } from "vitest";
import type { ConditionalStatement } from "./conditional-statement.ts";
import { conditionalWrites } from "./conditional-writes.ts";
import { putGuarded } from "./put-guarded.ts";

const key = { pk: { S: "k" } };

/** Puts versions of one item, and tells what is there and which statements that took. */
async function bench() {
  const client = await tableClient("Things", ["pk"]);
  const write = conditionalWrites({ client });
  const verbs: string[] = [];
  const counted = (statement: ConditionalStatement) => {
    verbs.push(statement.text.slice(0, 6));
    return write(statement);
  };
  return {
    put: (version: number, isThere: boolean, more = {}) =>
      putGuarded(counted, {
        ...{
          table: "Things",
          key,
          attributes: { version: { N: String(version) }, ...more },
          optional: ["note"],
          isThere,
        },
        where: { text: '"version" < ?', parameters: [{ N: String(version) }] },
      }),
    held: async () => {
      const { Item } = await client.send(new GetItemCommand({ TableName: "Things", Key: key }));
      return Item && unmarshall(Item);
    },
    took: () => verbs.splice(0),
  };
}

test("puts an expected item with one statement, over an old item or as a new one", async () => {
  const { put, held, took } = await bench();
  expect(await put(1, false, { note: { S: "first" } })).toBe(true);
  expect(took()).toEqual(["INSERT"]);
  expect(await put(2, true)).toBe(true);
  expect(took()).toEqual(["UPDATE"]);
  expect(await held()).toEqual({ pk: "k", version: 2 });
});

test("puts an unexpected item with a second statement", async () => {
  const { put, held, took } = await bench();
  expect(await put(1, true)).toBe(true);
  expect(took()).toEqual(["UPDATE", "INSERT"]);
  expect(await put(2, false)).toBe(true);
  expect(took()).toEqual(["INSERT", "UPDATE"]);
  expect(await held()).toEqual({ pk: "k", version: 2 });
});

test("changes nothing where the condition does not hold", async () => {
  const { put, held } = await bench();
  await put(2, false);
  for (const isThere of [true, false]) for (const version of [1, 2]) expect(await put(version, isThere)).toBe(false);
  expect(await held()).toEqual({ pk: "k", version: 2 });
});

test("puts an item that expires between two statements, and gives up on one that comes and goes for ever", async () => {
  const item = {
    table: "Things",
    key,
    attributes: {},
    isThere: false,
    where: { text: '"version" < ?', parameters: [] },
  };
  let left = 2; // There at the first insertion, gone at the update.
  expect(await putGuarded(async () => ({ written: left-- === 0 }), item)).toBe(true);
  await expect(putGuarded(async () => ({ written: false }), item)).rejects.toThrow("came and went");
});
