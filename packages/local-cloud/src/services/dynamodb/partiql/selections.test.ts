import { type AttributeValue, ExecuteStatementCommand } from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { message, N, of, S, update, useRegistry } from "./registry-fixture.ts";

const { client, execute, batch } = useRegistry();

describe("PartiQL selections", () => {
  const all = (Statement: string, rest: object = {}) =>
    client().send(new ExecuteStatementCommand({ Statement, ...rest }));
  const sks = (items: Record<string, AttributeValue>[] | undefined) => items?.map(({ sk }) => sk?.S);
  beforeEach(async () => {
    for (const [pk, sk, n] of [
      ["a", "1", 1],
      ["a", "2", 2],
      ["a", "21", 3],
      ["b", "1", 4],
    ] as const)
      await execute(
        "INSERT INTO Registry VALUE {'pk': ?, 'sk': ?, 'n': ?, 'kind': 'k', 'm': {'x': ?}}",
        S(pk),
        S(sk),
        N(n),
        N(n),
      );
  });

  it.each([
    ["pk = 'a' AND sk = '2'", ["2"], 0.5],
    ["pk = 'a' AND sk > '1' AND n < 3", ["2"], 0.5],
    ["n >= 2 AND pk = 'a' AND begins_with(sk, '2')", ["2", "21"], 0.5],
    ["pk = 'a' AND sk BETWEEN '1' AND '2' AND sk <> '2'", ["1"], 0.5],
    ["pk = 'a' AND (sk = '1' OR n = 3)", ["1", "21"], 0.5],
    ["pk = 'a' ORDER BY sk DESC", ["21", "2", "1"], 0.5],
    ["pk = 'a' ORDER BY pk, sk ASC", ["1", "2", "21"], 0.5],
    ["pk IN ['a', 'b'] AND n > 2", ["21", "1"], 0.5],
    ["n = 4", ["1"], 0.5],
  ])("finds what meets %s", async (where, expected, units) => {
    const { Items, ConsumedCapacity } = await all(`SELECT * FROM "Registry" WHERE ${where}`, {
      ReturnConsumedCapacity: "TOTAL",
    });
    expect(sks(Items)).toEqual(expected);
    expect(ConsumedCapacity).toEqual({ TableName: "Registry", CapacityUnits: units });
  });

  it("picks attributes and members of documents under their own names", async () => {
    const { Items } = await all("SELECT n, m.x, \"absent\" FROM Registry WHERE pk = 'a' AND sk = '1'");
    expect(Items).toEqual([{ n: N(1), x: N(1) }]);
    expect(await message(all("SELECT n, m.n FROM Registry"))).toBe("Duplicate identifiers in select clause: n");
  });

  it("reads an index, with the attributes that it has", async () => {
    const { Items } = await all("SELECT * FROM \"Registry\".\"byKind\" WHERE kind = 'k' AND sk = '1'");
    expect(Items?.map(each => Object.keys(each).sort())).toEqual([
      ["kind", "n", "pk", "sk"],
      ["kind", "n", "pk", "sk"],
    ]);
    expect(await message(all("SELECT * FROM Registry.absent"))).toBe("The table does not have the specified index");
    expect(await message(all("SELECT m FROM Registry.byKind"))).toContain("does not project [m]");
    expect(await message(all("SELECT * FROM Registry.byKind", { ConsistentRead: true }))).toBe(
      "Strongly consistent read is not supported on Global Secondary Indexes",
    );
  });

  it("pages with NextToken to the end, and only for the same request", async () => {
    const Statement = "SELECT * FROM Registry WHERE n <> 2";
    const found: (string | undefined)[] = [];
    let NextToken: string | undefined;
    let pages = 0;
    do {
      const page = await all(Statement, { Limit: 1, NextToken });
      found.push(...(page.Items ?? []).map(({ n }) => n?.N));
      ({ NextToken } = page);
      if (pages++ === 0) {
        expect(page.LastEvaluatedKey).toEqual({ pk: S("a"), sk: S("1") });
        expect(await message(all("SELECT * FROM Registry", { NextToken }))).toBe("NextToken does not match request");
      }
    } while (NextToken !== undefined);
    expect([found, pages]).toEqual([["1", "3", "4"], 5]);
    expect(await message(all(Statement, { NextToken: "none" }))).toBe("Invalid NextToken");
  });

  it("reads by whole keys within a batch, and does not mix reads with writes", async () => {
    const { Responses } = await batch(
      of("SELECT n FROM Registry WHERE pk = ? AND sk = '1'", S("a")),
      of("SELECT * FROM Registry WHERE pk = ? AND sk = '9'", S("a")),
      of("SELECT * FROM Registry WHERE pk = ?", S("a")),
      { Statement: "SELECT * FROM Registry WHERE pk = 'a' AND sk = '1' AND n = 1" },
    );
    const incomplete =
      "Select statements within BatchExecuteStatement must specify the primary key in the where clause.";
    expect(Responses).toEqual([
      { TableName: "Registry", Item: { n: N(1) } },
      { TableName: "Registry" },
      { Error: { Code: "ValidationError", Message: incomplete } },
      { Error: { Code: "ValidationError", Message: incomplete } },
    ]);
    expect(
      await message(
        batch({ Statement: "SELECT * FROM Registry WHERE pk = 'a' AND sk = '1'" }, { Statement: update("SET n = 1") }),
      ),
    ).toBe("Read and write requests together in the same batch is not supported.");
  });
});
