import { BatchExecuteStatementCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { key, message, N, of, S, update, useRegistry } from "./registry-fixture.ts";

const { cloud, client, put, item, batch } = useRegistry();

describe("PartiQL batches", () => {
  it("does each statement or says why not, with the item that failed the condition when asked", async () => {
    await put("a", { n: N(1) });
    await put("b", { n: N(1) });
    const conditional = (pk: string, n: number) =>
      of("UPDATE \"Registry\" SET n = ? WHERE pk = ? AND sk = '0' AND n = ?", N(9), S(pk), N(n));
    const { Responses } = await batch(
      conditional("a", 1),
      { ...conditional("b", 2), ReturnValuesOnConditionCheckFailure: "ALL_OLD" },
      { ...conditional("absent", 1), ReturnValuesOnConditionCheckFailure: "ALL_OLD" },
      of("INSERT INTO Registry VALUE {'pk': ?, 'sk': '0'}", S("c")),
      of("DELETE FROM Absent WHERE pk = ?", S("d")),
      { Statement: "UPDATE Registry SET n = 1" },
      { Statement: "UPDATE Registry" },
      of("DELETE FROM Registry WHERE pk = ? AND sk = ? RETURNING ALL OLD *", S("e"), S("0")),
    );
    const failed = { Code: "ConditionalCheckFailed", Message: "The conditional request failed" };
    expect(Responses).toEqual([
      { TableName: "Registry" },
      { TableName: "Registry", Error: { ...failed, Item: { ...key("b"), n: N(1) } } },
      { TableName: "Registry", Error: failed },
      { TableName: "Registry" },
      { Error: { Code: "ResourceNotFound", Message: "Requested resource not found" } },
      { Error: { Code: "ValidationError", Message: expect.stringContaining("mandatory equality") } },
      { Error: { Code: "ValidationError", Message: expect.stringContaining("at 1:16:0") } },
      { TableName: "Registry" },
    ]);
    expect([await item("a"), await item("b"), await item("c")]).toEqual([
      { ...key("a"), n: N(9) },
      { ...key("b"), n: N(1) },
      key("c"),
    ]);
  });

  it("answers DuplicateItem, and what RETURNING asks for", async () => {
    await put("a", { n: N(1) });
    const { Responses } = await batch(of("INSERT INTO Registry VALUE {'pk': ?, 'sk': ?}", S("a"), S("0")));
    expect(Responses).toEqual([
      { TableName: "Registry", Error: { Code: "DuplicateItem", Message: "Duplicate primary key exists in table" } },
    ]);
    const returned = await batch({ Statement: `${update("SET n = 2")} RETURNING MODIFIED NEW *` });
    expect(returned.Responses).toEqual([{ TableName: "Registry", Item: { n: N(2) } }]);
  });

  it("refuses two statements on one item, and more than 25, whole", async () => {
    const insert = of("INSERT INTO Registry VALUE {'pk': ?, 'sk': '0'}", S("a"));
    expect(await message(batch(insert, { Statement: update("SET n = 1") }))).toBe(
      "Provided list of item keys contains duplicates",
    );
    const select = "SELECT * FROM Registry WHERE pk = 'a' AND sk = '0'";
    expect(
      await message(batch({ Statement: select }, of("SELECT n FROM Registry WHERE sk = '0' AND pk = ?", S("a")))),
    ).toBe("Provided list of item keys contains duplicates");
    expect(await message(batch(...Array.from({ length: 26 }, () => insert)))).toContain(
      "'statements' failed to satisfy constraint: Member must have length less than or equal to 25",
    );
    expect(await item("a")).toBeUndefined();
  });

  it("counts the capacity of what it wrote", async () => {
    await put("a");
    const { ConsumedCapacity } = await client().send(
      new BatchExecuteStatementCommand({
        Statements: [{ Statement: update("SET n = 1") }, of("INSERT INTO Registry VALUE {'pk': ?, 'sk': '0'}", S("b"))],
        ReturnConsumedCapacity: "TOTAL",
      }),
    );
    expect(ConsumedCapacity).toEqual([{ TableName: "Registry", CapacityUnits: 2 }]);
  });

  it("leaves out a statement that a fault on demand fails", async () => {
    cloud().context.faults.entry = (_service, operation, entry) =>
      operation === "BatchExecuteStatement" && JSON.stringify(entry).includes('"a"')
        ? { code: "ThrottlingError", message: "Rate exceeded" }
        : undefined;
    const insert = (pk: string) => of("INSERT INTO Registry VALUE {'pk': ?, 'sk': '0'}", S(pk));
    const { Responses } = await batch(insert("a"), insert("b"));
    expect(Responses).toEqual([
      { TableName: "Registry", Error: { Code: "ThrottlingError", Message: "Rate exceeded" } },
      { TableName: "Registry" },
    ]);
    expect([await item("a"), await item("b")]).toEqual([undefined, key("b")]);
  });
});
