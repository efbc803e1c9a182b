import { type AttributeValue, ExecuteTransactionCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { message, N, S, update, useRegistry } from "./registry-fixture.ts";

const { client, put, item, execute } = useRegistry();

describe("PartiQL transactions", () => {
  const transact = (statements: readonly (readonly [string, ...AttributeValue[]])[], ClientRequestToken?: string) =>
    client().send(
      new ExecuteTransactionCommand({
        TransactStatements: statements.map(([Statement, ...Parameters]) =>
          Parameters.length > 0 ? { Statement, Parameters } : { Statement },
        ),
        ...(ClientRequestToken ? { ClientRequestToken } : {}),
      }),
    );
  const insert = (pk: string) => ["INSERT INTO Registry VALUE {'pk': ?, 'sk': '0', 'n': 1}", S(pk)] as const;

  it("does every statement or none, and says which could not be done", async () => {
    await put("a", { n: N(1) });
    await transact([
      insert("b"),
      [update("SET n = n + 1")],
      ["EXISTS(SELECT * FROM Registry WHERE pk = 'a' AND sk = '1' AND n = 1)"],
    ]).catch(error =>
      expect(error.CancellationReasons.map(({ Code }: { Code: string }) => Code)).toEqual([
        "None",
        "None",
        "ConditionalCheckFailed",
      ]),
    );
    expect(await item("b")).toBeUndefined();
    const error = await transact([insert("a"), insert("c")]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: "TransactionCanceledException",
      CancellationReasons: [
        { Code: "DuplicateItem", Message: "Duplicate primary key exists in table" },
        { Code: "None" },
      ],
    });
    await transact([insert("c"), [update("SET n = n + 1")]]);
    expect([(await item("a"))?.n, (await item("c"))?.n]).toEqual([N(2), N(1)]);
  });

  it("does the same request with the same token once", async () => {
    await put("a", { n: N(1) });
    for (const _ of [1, 2]) await transact([[update("SET n = n + 1")]], "token");
    expect((await item("a"))?.n).toEqual(N(2));
  });

  it("reads whole keys", async () => {
    await put("a", { n: N(1) });
    const select = "SELECT n FROM Registry WHERE pk = ? AND sk = '0'";
    const { Responses } = await transact([
      [select, S("a")],
      [select, S("b")],
    ]);
    expect(Responses).toEqual([{ Item: { n: N(1) } }, {}]);
  });

  it("says which statement is invalid", async () => {
    expect(await message(transact([insert("a"), [`${update("SET n = 1")} RETURNING ALL NEW *`]]))).toBe(
      "Validation failed in TransactStatements[1]: RETURNING clause is not supported in ExecuteTransaction.",
    );
    expect(await message(transact([["SELECT * FROM Registry.byKind"]]))).toBe(
      "Validation failed in TransactStatements[0]: Reads on indices are not supported within transactions.",
    );
    expect(await message(transact([["EXISTS(SELECT * FROM Registry WHERE pk = 'a' AND sk = '0')"]]))).toBe(
      "Validation failed in TransactStatements[0]: EXISTS() must contain a single item read with additional condition",
    );
    expect(await message(execute("EXISTS(SELECT * FROM Registry WHERE pk = 'a' AND sk = '0' AND n = 1)"))).toBe(
      "EXISTS can only be used in ExecuteTransaction write requests.",
    );
  });
});
