import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  type BatchStatementRequest,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DuplicateItemException,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  GetItemCommand,
  PutItemCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { registryTable, type TestCloud, testCloud } from "./fixtures/test-cloud.ts";
import { readStream } from "./stream-log.ts";

let cloud: TestCloud["cloud"];
let client: TestCloud["client"];
let streamArn: string;

beforeEach(async () => {
  ({ cloud, client } = testCloud());
  const created = await client.send(new CreateTableCommand(registryTable));
  streamArn = created.TableDescription?.LatestStreamArn ?? "";
});

const S = (text: string) => ({ S: text });
const N = (number: number) => ({ N: String(number) });
const key = (pk: string) => ({ pk: S(pk), sk: S("0") });
const put = (pk: string, rest: Record<string, AttributeValue> = {}) =>
  client.send(new PutItemCommand({ TableName: "Registry", Item: { ...key(pk), ...rest } }));
const item = async (pk: string) =>
  (await client.send(new GetItemCommand({ TableName: "Registry", Key: key(pk) }))).Item;
const execute = (Statement: string, ...Parameters: AttributeValue[]) =>
  client.send(new ExecuteStatementCommand({ Statement, ...(Parameters.length > 0 ? { Parameters } : {}) }));
const batch = (...Statements: BatchStatementRequest[]) => client.send(new BatchExecuteStatementCommand({ Statements }));
/** A statement of a batch. */
const of = (Statement: string, ...Parameters: AttributeValue[]): BatchStatementRequest => ({ Statement, Parameters });
const message = (sent: Promise<unknown>) =>
  sent.then(
    () => "none",
    (error: Error) => error.message,
  );
const update = (clauses: string, condition = "") =>
  `UPDATE "Registry" ${clauses} WHERE pk = 'a' AND sk = '0'${condition}`;

describe("PartiQL insertions", () => {
  it("inserts an item of every type, and writes its stream record and index entry", async () => {
    await execute(
      `INSERT INTO "Registry" VALUE {'pk': ?, 'sk': '0', 'kind': 'it''s', 'n': -1.50e1, 'yes': TRUE, 'no': false, 'gone': null,
        'list': [1, ?, []], 'map': {'in': {'deep': ?}}, 'texts': <<'b', 'a'>>, 'numbers': <<2, 1>>} -- a comment`,
      S("a"),
      S("x"),
      N(7),
    );
    const expected = {
      ...key("a"),
      kind: S("it's"),
      n: N(-15),
      yes: { BOOL: true },
      no: { BOOL: false },
      gone: { NULL: true },
      list: { L: [N(1), S("x"), { L: [] }] },
      map: { M: { in: { M: { deep: N(7) } } } },
      texts: { SS: ["a", "b"] },
      numbers: { NS: ["1", "2"] },
    };
    expect(await item("a")).toEqual(expected);
    const [record] = readStream(cloud.context, streamArn, undefined, 10);
    expect([record?.eventName, record?.dynamodb.NewImage]).toEqual(["INSERT", expected]);
  });

  it("refuses an item that is there", async () => {
    const insert = "INSERT INTO Registry VALUE {'pk': 'a', 'sk': '0', 'n': ?}";
    await execute(insert, N(1));
    const error = await execute(insert, N(2)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DuplicateItemException);
    expect(error).toMatchObject({ message: "Duplicate primary key exists in table" });
    expect(await item("a")).toEqual({ ...key("a"), n: N(1) });
  });

  it("refuses items without their key, and tables that are not there", async () => {
    expect(await message(execute("INSERT INTO Registry VALUE {'pk': 'a'}"))).toContain("Missing the key sk");
    await expect(execute("INSERT INTO Absent VALUE {'pk': 'a'}")).rejects.toBeInstanceOf(ResourceNotFoundException);
  });
});

describe("PartiQL updates", () => {
  it("sets and removes, from the item as it was", async () => {
    await put("a", { n: N(1), m: { M: { x: N(1), y: N(2) } }, l: { L: [N(1)] }, o: S("x"), s: { SS: ["a", "b"] } });
    await execute(
      update(
        'SET n = n + ?, "copy" = n SET m.x = ? SET m."y" = m.y - 1 SET l = list_append(l, [?]) SET s = SET_ADD(s, <<\'c\'>>) SET t = set_add(t, ?) REMOVE o',
      ),
      N(2),
      S("new"),
      N(9),
      { NS: ["4"] },
    );
    expect(await item("a")).toEqual({
      ...key("a"),
      n: N(3),
      copy: N(1),
      m: { M: { x: S("new"), y: N(1) } },
      l: { L: [N(1), N(9)] },
      s: { SS: ["a", "b", "c"] },
      t: { NS: ["4"] },
    });
    await execute(update("SET s = set_delete(s, <<'a', 'z'>>) SET t = set_delete(t, <<4>>) REMOVE m.x REMOVE l[0]"));
    expect(await item("a")).toMatchObject({ m: { M: { y: N(1) } }, l: { L: [N(9)] }, s: { SS: ["b", "c"] } });
    expect(await item("a")).not.toHaveProperty("t");
  });

  it("fails its condition for an item that is not there, whatever else it asks", async () => {
    for (const condition of ["", " AND n IS MISSING", " AND NOT n = 1"])
      await expect(execute(update("SET n = 1", condition))).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    expect(await item("a")).toBeUndefined();
  });

  it.each([
    ["n = 5", true],
    ["5 = n", true],
    ["n <> 5", false],
    ["n != 4", true],
    ["n < 5.0", false],
    ["n <= 5 AND n >= 5", true],
    ["n > 4 AND (s = 'x' OR s = 'abc')", true],
    ["NOT (n = 5 OR s = 'abc')", false],
    ["n BETWEEN 5 AND 6 AND s = 'abc'", true],
    ["n IN [1, 5]", true],
    ["n IN (1, 2)", false],
    ["absent IS MISSING AND n IS NOT MISSING", true],
    ["n IS MISSING", false],
    ["z IS NULL AND n IS NOT NULL AND absent IS NOT NULL", true],
    ["n IS NULL", false],
    ["s IS STRING AND m IS STRUCT", true],
    ["begins_with(s, 'ab') AND BEGINS_WITH(\"s\", 'a')", true],
    ["contains(s, 'bc') AND contains(l, 2)", true],
    ["contains(l, 3)", false],
    ["size(s) = 3 AND size(m.x) > 1", true],
    ["attribute_type(s, 'N')", false],
    ["attribute_exists(m.x) AND attribute_not_exists(m.y)", true],
    ["m.x[1] = 2 AND m = {'x': [1, 2]}", true],
    ["m.x[1] = 1", false],
  ])("is done when %s holds: %s", async (condition, holds) => {
    await put("a", {
      n: N(5),
      s: S("abc"),
      z: { NULL: true },
      l: { L: [N(1), N(2)] },
      m: { M: { x: { L: [N(1), N(2)] } } },
    });
    const done = await execute(update("SET done = TRUE", ` AND ${condition}`)).then(
      () => true,
      error => {
        expect(error).toBeInstanceOf(ConditionalCheckFailedException);
        return false;
      },
    );
    expect(done).toBe(holds);
    expect((await item("a"))?.done).toEqual(holds ? { BOOL: true } : undefined);
  });

  it("answers the attributes that RETURNING asks for", async () => {
    await put("a", { n: N(1), s: S("x") });
    const returned = async (returning: string) => (await execute(`${update("SET n = n + 1")} ${returning}`)).Items;
    expect(await returned("")).toEqual([]);
    expect(await returned("RETURNING ALL OLD *")).toEqual([{ ...key("a"), n: N(2), s: S("x") }]);
    expect(await returned("RETURNING MODIFIED OLD *")).toEqual([{ n: N(3) }]);
    expect(await returned("returning all new *")).toEqual([{ ...key("a"), n: N(5), s: S("x") }]);
    expect(await returned("RETURNING MODIFIED NEW *;")).toEqual([{ n: N(6) }]);
  });

  it("asks for an equality with every key attribute, and changes none of them", async () => {
    const missing = "Where clause does not contain a mandatory equality on all key attributes";
    for (const where of [
      "",
      " WHERE pk = 'a'",
      " WHERE pk = 'a' AND sk > '0'",
      " WHERE pk = 'a' AND (sk = '0' OR n = 1)",
    ])
      expect(await message(execute(`UPDATE Registry SET n = 1${where}`))).toBe(missing);
    expect(await message(execute(update("SET n = 1", " AND pk = 'b'")))).toBe(
      "Multiple conditions on same key pk. Only single item Update/Insert/Delete are supported",
    );
    expect(await message(execute("UPDATE Registry SET n = 1 WHERE pk = 1 AND sk = '0'"))).toBe(
      "Key attribute's data type should match its data type in table's schema: Key pk",
    );
    expect(await message(execute(update("SET pk = 'b'")))).toContain("Cannot update attribute pk");
  });
});

describe("PartiQL deletions", () => {
  it("deletes an item that meets the condition, and answers it when asked", async () => {
    await put("a", { n: N(1) });
    const remove = (condition: string) =>
      execute(`DELETE FROM "Registry" WHERE sk = '0' AND pk = ?${condition}`, S("a"));
    await expect(remove(" AND n = 2")).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    expect((await remove(" AND n = 1 RETURNING ALL OLD *")).Items).toEqual([{ ...key("a"), n: N(1) }]);
    expect(await item("a")).toBeUndefined();
    expect((await remove(" AND n = 1 RETURNING ALL OLD *")).Items).toEqual([]);
    expect(await message(remove(" RETURNING MODIFIED OLD *"))).toBe(
      "Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements.",
    );
  });
});

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
    expect(await message(batch(...Array.from({ length: 26 }, () => insert)))).toContain("have length between 1 and 25");
    expect(await item("a")).toBeUndefined();
  });

  it("counts the capacity of what it wrote", async () => {
    await put("a");
    const { ConsumedCapacity } = await client.send(
      new BatchExecuteStatementCommand({
        Statements: [{ Statement: update("SET n = 1") }, of("INSERT INTO Registry VALUE {'pk': ?, 'sk': '0'}", S("b"))],
        ReturnConsumedCapacity: "TOTAL",
      }),
    );
    expect(ConsumedCapacity).toEqual([{ TableName: "Registry", CapacityUnits: 2 }]);
  });

  it("leaves out a statement that a fault on demand fails", async () => {
    cloud.context.faults.entry = (_service, operation, entry) =>
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

describe("PartiQL selections", () => {
  const all = (Statement: string, rest: object = {}) =>
    client.send(new ExecuteStatementCommand({ Statement, ...rest }));
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

  it("goes on with NextToken to the end, and only for the same request", async () => {
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

describe("PartiQL transactions", () => {
  const transact = (statements: readonly (readonly [string, ...AttributeValue[]])[], ClientRequestToken?: string) =>
    client.send(
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

describe("PartiQL that is refused", () => {
  const malformed = "Statement wasn't well formed, can't be processed: ";
  it.each([
    ["SLECT * FROM t", `${malformed}Expected data manipulation at 1:1:5`],
    ["", "1 validation error detected"],
    [update("SET n = 1 x = 2"), `${malformed}Unexpected token after expression at 1:29:1`],
    [update("SET l = [1] REMOVE l[0]"), "Two document paths overlap with each other"],
    [`${update("SET n = 1")} foo`, `${malformed}Unexpected token after expression`],
    [update("SET user = 1"), `${malformed}Unexpected keyword at 1:23:4`],
    [update("SET m.inner = 1"), `${malformed}Invalid path dot component`],
    [update("SET n = 'open"), malformed],
    ["UPDATE Registry\nSET n =\n  )", `${malformed}Unexpected term at 3:3:1`],
    [update("SET n = 1", " AND"), `${malformed}Missing right-hand side expression of infix operator`],
    [update("SET n = if_not_exists(n, 1)"), "Unrecognized function: if_not_exists at 1:27:13"],
    [update("SET n = 1", " AND n + 1 = 2"), "Unsupported operator in Condition Expression. Operator: +"],
    [update("SET n = 1", " AND n IS FOO"), `${malformed}Expected type name`],
    [update("SET n = 1", " AND attribute_exists('n')"), "requires a document path"],
    [update("SET n = 1", " AND n < TRUE"), "Incorrect operand type for operator or function; operator or function: <"],
    [update("SET t = set_add(s, <<'x'>>)"), "The first argument to SET_ADD must equal the assignment value at 1:27:7"],
    [update("SET s = set_add(s, 'x')"), "The second argument to SET_ADD must be a value with type SET at 1:35:1"],
    [update("SET s = set_add(s, <<>>)"), "Empty bags are not supported"],
    ["UPDATE Registry.byKind SET n = 1 WHERE pk = 'a'", "This operation is not supported on an index"],
    ["UPDATE Registry r SET n = 1 WHERE pk = 'a'", "Aliasing is not supported"],
    ["DELETE FROM \"\" WHERE pk = 'a'", "Path component cannot be an empty string"],
    ["INSERT INTO Registry VALUE 5", "Unsupported format in item expression"],
    ["INSERT INTO Registry VALUE {'pk': 'a', 'pk': 'b'}", "Duplicate keys in tuple at 1:40:4"],
    [`INSERT INTO Registry VALUE {'pk': ${"[".repeat(4_000)}`, "Too many levels"],
    [update("SET n = ?"), "Number of parameters in request and statement don't match."],
  ])("%s", async (statement, expected) => {
    await put("a", { n: N(1), s: { SS: ["a"] }, m: { M: {} } });
    const error = await execute(statement).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "ValidationException", message: expect.stringContaining(expected) });
  });
});
