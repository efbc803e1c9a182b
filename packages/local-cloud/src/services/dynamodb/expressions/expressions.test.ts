import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Item } from "../values/attribute-value.ts";
import { readItem } from "../values/read-attribute-value.ts";
import { applyUpdate, checkUpdate } from "./apply-update.ts";
import { readExpressions } from "./binding.ts";
import { checkCondition } from "./check-condition.ts";
import { refuseOverlaps } from "./document-path.ts";
import { evaluateCondition } from "./evaluate-condition.ts";
import { parseCondition } from "./parse-condition.ts";
import { parseProjection } from "./parse-projection.ts";
import { parseUpdate } from "./parse-update.ts";
import { project } from "./project.ts";

const item = readItem({
  id: { S: "abc" },
  n: { N: "5" },
  flag: { BOOL: true },
  nothing: { NULL: true },
  b: { B: "AAEC" },
  tags: { SS: ["x", "y"] },
  numbers: { NS: ["1", "2"] },
  l: { L: [{ S: "first" }, { M: { deep: { N: "1" } } }, { N: "3" }] },
  m: { M: { nested: { S: "here" }, "dotted.name": { N: "1" }, l: { L: [{ N: "1" }, { N: "2" }, { N: "3" }] } } },
});

function holds(ConditionExpression: string, values?: Item, names?: Record<string, string>, on: Item = item): boolean {
  const expressions = readExpressions({
    ConditionExpression,
    ExpressionAttributeValues: values,
    ExpressionAttributeNames: names,
  });
  const parsed = expressions.read("ConditionExpression", parseCondition);
  const { binding } = expressions;
  expressions.finish();
  if (!parsed) throw new Error("No condition.");
  checkCondition("ConditionExpression", parsed.node, binding);
  return evaluateCondition(parsed.node, on, binding);
}

function updated(UpdateExpression: string, values?: Item, names?: Record<string, string>, on: Item = item): Item {
  const expressions = readExpressions({
    UpdateExpression,
    ExpressionAttributeValues: values,
    ExpressionAttributeNames: names,
  });
  const parsed = expressions.read("UpdateExpression", parseUpdate);
  const { binding } = expressions;
  expressions.finish();
  if (!parsed) throw new Error("No update.");
  const { set, remove, add, delete: deletions } = parsed.node;
  refuseOverlaps(
    "UpdateExpression",
    [...set, ...remove, ...add, ...deletions].map(({ path }) => binding.path(path)),
  );
  checkUpdate(parsed.node, binding);
  return applyUpdate(parsed.node, on, binding);
}

describe("conditions", () => {
  const values = {
    ":five": { N: "5" },
    ":six": { N: "6" },
    ":abc": { S: "abc" },
    ":string": { S: "S" },
    ":a": { S: "a" },
    ":x": { S: "x" },
  };
  const used = (source: string) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(source)));

  it.each([
    ["n = :five", true],
    ["n <> :five", false],
    ["absent <> :five", true],
    ["absent = :five", false],
    ["n < :six AND n >= :five", true],
    ["n = :abc", false],
    ["NOT n = :six", true],
    ["not (n = :six or id = :a)", true],
    ["n = :six OR id = :abc AND n = :five", true],
    ["(n = :five OR id = :abc) AND n = :six", false],
    ["n BETWEEN :five AND :six", true],
    ["id IN (:a, :abc)", true],
    ["id IN (:a, :x)", false],
    ["attribute_exists(m.nested)", true],
    ["attribute_exists(l[1].deep)", true],
    ["attribute_not_exists(l[3])", true],
    ["attribute_exists(constructor_)", false],
    ["begins_with(id, :a)", true],
    ["contains(id, :abc)", true],
    ["contains(tags, :x)", true],
    ["contains(numbers, :five)", false],
    ["size(id) < :five", true],
    ["size(l) = :five", false],
    ["size(absent) = :five", false],
    ["absent <> gone", true],
    ["absent = gone", false],
    ["absent < gone", false],
    ["(n) = (:five)", true],
    ["(size(id)) < :five AND (n) IN (:five)", true],
    ["attribute_type(:abc, :string)", true],
    ["m.nested = :abc", false],
  ])("%s is %s", (source, expected) => {
    expect(holds(source, Object.keys(used(source)).length > 0 ? used(source) : undefined)).toBe(expected);
  });

  it("reach names that the grammar cannot spell, through placeholders", () => {
    expect(holds("#m.#dotted = :one", { ":one": { N: "1.0" } }, { "#m": "m", "#dotted": "dotted.name" })).toBe(true);
    expect(holds("attribute_exists(#c)", undefined, { "#c": "constructor" })).toBe(false);
  });

  it.each([
    ["", {}, "Invalid ConditionExpression: The expression can not be empty;"],
    ["a = ", {}, 'Syntax error; token: "<EOF>", near: "= "'],
    ["a == :v", { ":v": { S: "" } }, 'Syntax error; token: "=", near: "== :v"'],
    ["a = :v AND", { ":v": { S: "" } }, "Syntax error"],
    ["a ! :v", { ":v": { S: "" } }, 'Syntax error; token: "!"'],
    ["status = :v", { ":v": { S: "" } }, "Attribute name is a reserved keyword; reserved keyword: status"],
    [`a = ${"b".repeat(4_096)}`, {}, "Expression size has exceeded the maximum allowed size;"],
    [`a = ${"b".repeat(4_096)}`, {}, "allowed size; expression size: 4100"],
    ["_a = :v", { ":v": { S: "" } }, 'Syntax error; token: "_"'],
    ["exists(a)", {}, "Invalid function name; function: exists"],
    ["((a = :v))", { ":v": { S: "" } }, "The expression has redundant parentheses;"],
    ["((a)) = :v", { ":v": { S: "" } }, "The expression has redundant parentheses;"],
    ["(".repeat(2_000) + "a" + ")".repeat(2_000), {}, "The expression has redundant parentheses;"],
    ["size(a)", {}, "The function is not allowed to be used this way in an expression; function: size"],
    ["size(a) AND b = c", {}, "not allowed to be used this way in an expression; function: size"],
    ["attribute_exists(a) = b", {}, "not allowed to be used this way in an expression; function: attribute_exists"],
    ["a < begins_with(b, c)", {}, "not allowed to be used this way in an expression; function: begins_with"],
    ["status = a AND exists(a) AND ((b = c))", {}, "The expression has redundant parentheses;"],
    ["status = a AND exists(a)", {}, "Invalid function name; function: exists"],
    ["status = a AND b", {}, "Syntax error"],
    ["status = a AND begins_with(a)", {}, "reserved keyword: status"],
    [`a<b${" OR a<b".repeat(150)}`, {}, "The expression contains too many operators; operator count: 301"],
    ["NOT ".repeat(400) + "a<b", {}, "The expression contains too many operators; operator count: 301"],
    [
      "a.b = a.b",
      {},
      "must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a, b]",
    ],
    ["contains(a[1], a[1])", {}, "operator: contains, first operand: [a, [1]]"],
    ["attribute_exists(:v)", { ":v": { S: "" } }, "requires a document path; operator or function: attribute_exists"],
    ["attribute_type(a, b)", {}, "operator or function: attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}"],
    ["size(:v) = a", { ":v": { N: "1" } }, "operator or function: size, operand type: N"],
    ["size(size(a)) = b", {}, "operator or function: size, operand type: N"],
    ["begins_with(a)", {}, "operator or function: begins_with, number of operands: 1"],
    ["a = :v", {}, "An expression attribute value used in expression is not defined; attribute value: :v"],
    [
      "#a = :v",
      { ":v": { S: "" } },
      "An expression attribute name used in the document path is not defined; attribute name: #a",
    ],
    [
      "a < :v",
      { ":v": { BOOL: true } },
      "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL",
    ],
    ["begins_with(a, :v)", { ":v": { N: "1" } }, "operator or function: begins_with, operand type: N"],
    ["attribute_type(a, :v)", { ":v": { S: "X" } }, "Invalid attribute type name found"],
    [
      "a BETWEEN :v AND :w",
      { ":v": { N: "2" }, ":w": { N: "1" } },
      "requires upper bound to be greater than or equal to lower bound",
    ],
    [
      "a = :v",
      { ":v": { S: "" }, ":w": { S: "" } },
      "Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}",
    ],
    ["a = :v", { ":v": {} }, "ExpressionAttributeValues contains invalid value: Supplied AttributeValue is empty"],
  ])("refuses %s", (source, given, message) => {
    expect(() => holds(source, Object.keys(given).length > 0 ? given : undefined)).toThrow(message);
  });

  it("are either parsed or refused as invalid, whatever the text", () => {
    const token = fc.constantFrom(
      "a",
      "#a",
      ":v",
      "=",
      "<",
      "(",
      ")",
      "[",
      "]",
      "1",
      ".",
      ",",
      " ",
      "AND",
      "not",
      "size",
      "begins_with",
      "IN",
      "BETWEEN",
      "é",
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 12 }), tokens => {
        try {
          parseCondition("ConditionExpression", tokens.join(" "));
        } catch (error) {
          expect(error).toMatchObject({ code: "ValidationException" });
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("updates", () => {
  it.each([
    ["SET n = n + :one", { n: { N: "6" } }],
    ["SET n = :one - n", { n: { N: "-4" } }],
    ["SET fresh = if_not_exists(fresh, :one)", { fresh: { N: "1" } }],
    ["SET fresh = if_not_exists(n, :one)", { fresh: { N: "5" } }],
    ["SET fresh = if_not_exists(fresh, n) + :one", { fresh: { N: "6" } }],
    [
      "SET m.nested = :one, n = m.nested",
      {
        n: { S: "here" },
        m: {
          M: { nested: { N: "1" }, "dotted.name": { N: "1" }, l: item.m && "M" in item.m ? item.m.M.l : undefined },
        },
      },
    ],
    ["ADD n :one", { n: { N: "6" } }],
    ["ADD fresh :one", { fresh: { N: "1" } }],
    ["REMOVE absent, n SET fresh = :one", { n: undefined, fresh: { N: "1" } }],
    [
      "SET l[9] = :one, l[7] = n",
      { l: { L: [{ S: "first" }, { M: { deep: { N: "1" } } }, { N: "3" }, { N: "5" }, { N: "1" }] } },
    ],
    ["REMOVE l[0], l[2] SET fresh = :one", { l: { L: [{ M: { deep: { N: "1" } } }] }, fresh: { N: "1" } }],
  ])("%s", (source, expected) => {
    const { ...rest } = { ...item, ...expected };
    const wanted = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    expect(updated(source, { ":one": { N: "1" } })).toEqual(wanted);
  });

  it("add to sets and delete from them, and an emptied set is gone", () => {
    expect(updated("ADD tags :t", { ":t": { SS: ["z", "x"] } }).tags).toEqual({ SS: ["x", "y", "z"] });
    expect(updated("DELETE tags :t", { ":t": { SS: ["x", "q"] } }).tags).toEqual({ SS: ["y"] });
    expect(updated("DELETE tags :t", { ":t": { SS: ["x", "y"] } })).not.toHaveProperty("tags");
  });

  it.each([
    ["SET n = id + :one", "An operand in the update expression has an incorrect data type"],
    ["SET n = absent + :one", "refers to an attribute that does not exist in the item"],
    ["SET absent.nested = :one", "The document path provided in the update expression is invalid for update"],
    ["SET n.nested = :one", "The document path provided in the update expression is invalid for update"],
    [
      "SET m = :one, m.nested = :one",
      "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m], path two: [m, nested]",
    ],
    ["SET m.nested = :one REMOVE m[1]", "Two document paths conflict with each other"],
    ["SET n = :one SET m = :one", 'The "SET" section can only be used once in an update expression;'],
    ["DELETE tags :one", "operator: DELETE, operand type: N"],
    ["ADD id :one", "An operand in the update expression has an incorrect data type"],
    ["SET n = size(:one)", "Invalid function name; function: size"],
    ["n = :one", "Syntax error"],
    ["SET n = list_append(:one, n)", "operator or function: list_append, operand type: N"],
    ["SET n = if_not_exists(:one, n)", "requires a document path; operator or function: if_not_exists"],
    ["SET n = if_not_exists(n)", "operator or function: if_not_exists, number of operands: 1"],
    ["SET status = :one, n = jump(n)", "reserved keyword: status"],
    ["SET n = jump(n) SET m = :one", "Invalid function name; function: jump"],
  ])("refuse %s", (source, message) => {
    expect(() => updated(source, { ":one": { N: "1" } })).toThrow(message);
  });
});

describe("projections", () => {
  const projected = (ProjectionExpression: string) => {
    const parsed = parseProjection("ProjectionExpression", ProjectionExpression);
    return project(item, parsed.node);
  };

  it("keep the shape around what they pick, and close up lists", () => {
    expect(projected("id, m.nested, l[2], l[1].deep, absent.x")).toEqual({
      id: { S: "abc" },
      m: { M: { nested: { S: "here" } } },
      l: { L: [{ M: { deep: { N: "1" } } }, { N: "3" }] },
    });
    expect(projected("m.l[0], m.l[2]")).toEqual({ m: { M: { l: { L: [{ N: "1" }, { N: "3" }] } } } });
  });
});
