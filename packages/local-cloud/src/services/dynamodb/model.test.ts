import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readStream } from "./stream-log.ts";
import { registryTable, testCloud } from "./test-cloud-fixture.ts";

/** What one step of a random run does: to which key, and how. */
const step = fc.record({
  pk: fc.constantFrom("a", "b", "ab"),
  sk: fc.constantFrom("1", "2"),
  n: fc.integer({ min: 0, max: 2 }),
  kind: fc.option(fc.constantFrom("x", "y"), { nil: undefined }),
  how: fc.constantFrom("PutItem", "DeleteItem", "UpdateItem", "insert", "transaction"),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Row = { n: number; kind: string | undefined };

/** The same step on plain data. */
function model(rows: Map<string, Row>, { pk, sk, n, kind, how }: Step): void {
  const place = `${pk}/${sk}`;
  const old = rows.get(place);
  if (how === "DeleteItem") rows.delete(place);
  else if (how === "UpdateItem") rows.set(place, { kind: old?.kind, n: (old?.n ?? 0) + n });
  else if (how === "PutItem" || !old) rows.set(place, { n, kind });
}

function perform(call: (operation: string, input: object) => unknown, { pk, sk, n, kind, how }: Step): void {
  const Key = { pk: { S: pk }, sk: { S: sk } };
  const TableName = "Registry";
  const Item = { ...Key, n: { N: `${n}` }, ...(kind ? { kind: { S: kind } } : {}) };
  const insert = { TableName, Item, ConditionExpression: "attribute_not_exists(pk)" };
  try {
    if (how === "DeleteItem") call(how, { TableName, Key });
    else if (how === "UpdateItem")
      call(how, { TableName, Key, UpdateExpression: "ADD n :n", ExpressionAttributeValues: { ":n": { N: `${n}` } } });
    else if (how === "transaction") call("TransactWriteItems", { TransactItems: [{ Put: insert }] });
    else call("PutItem", how === "insert" ? insert : { TableName, Item });
  } catch (error) {
    expect(error).toMatchObject({
      code: how === "transaction" ? "TransactionCanceledException" : "ConditionalCheckFailedException",
    });
  }
}

const sorted = (values: unknown[]) => values.map(value => JSON.stringify(value)).sort();

describe("any sequence of writes", () => {
  it("leaves what a plain map holds, in the table, in its index and in the replayed stream", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        const { cloud } = testCloud();
        const call = (operation: string, input: object) => cloud.context.call("dynamodb", operation, input);
        const created = call("CreateTable", registryTable) as { TableDescription: { LatestStreamArn: string } };
        const rows = new Map<string, Row>();
        for (const each of steps) {
          model(rows, each);
          perform(call, each);
        }
        const expected = [...rows].map(([place, { n, kind }]) => {
          const [pk, sk] = place.split("/");
          return { ...(kind ? { kind: { S: kind } } : {}), n: { N: `${n}` }, pk: { S: pk }, sk: { S: sk } };
        });
        const { Items } = call("Scan", { TableName: "Registry" }) as { Items: unknown[] };
        expect(sorted(Items)).toEqual(sorted(expected));
        const indexed = call("Scan", { TableName: "Registry", IndexName: "byKind" }) as { Items: unknown[] };
        expect(sorted(indexed.Items)).toEqual(sorted(expected.filter(item => "kind" in item)));

        const replayed = new Map<string, unknown>();
        let last = "";
        for (const { dynamodb } of readStream(
          cloud.context,
          created.TableDescription.LatestStreamArn,
          undefined,
          1_000,
        )) {
          const place = JSON.stringify(dynamodb.Keys);
          expect(dynamodb.SequenceNumber > last).toBe(true);
          expect(dynamodb.OldImage).toEqual(replayed.get(place));
          expect(dynamodb.NewImage).not.toEqual(dynamodb.OldImage);
          if (dynamodb.NewImage) replayed.set(place, dynamodb.NewImage);
          else replayed.delete(place);
          last = dynamodb.SequenceNumber;
        }
        expect(sorted([...replayed.values()])).toEqual(sorted(expected));
      }),
      { numRuns: 60 },
    );
  });
});
