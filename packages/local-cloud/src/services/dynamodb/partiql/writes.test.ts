import {
  ConditionalCheckFailedException,
  DuplicateItemException,
  ResourceNotFoundException,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { readStream } from "../stream-log.ts";
import { key, message, N, S, update, useRegistry } from "./registry-fixture.ts";

const { cloud, streamArn, put, item, execute } = useRegistry();

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
    const [record] = readStream(cloud().context, streamArn(), undefined, 10);
    expect([record?.eventName, record?.dynamodb.NewImage]).toEqual(["INSERT", expected]);
  });

  it("rejects an existing item", async () => {
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
