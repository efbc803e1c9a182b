import { expect, test } from "vitest";
import { ALTERNATIVE_LIMIT } from "../parse/alternatives.ts";
import { parsePattern } from "../parse/parse-pattern.ts";
import { PatternError } from "../parse/pattern-error.ts";
import { compile } from "./compile.ts";
import { match } from "./match.ts";

function refusal(pattern: unknown): { reason: string; pointer: string } {
  try {
    compile(pattern);
  } catch (error) {
    if (error instanceof PatternError) return { reason: error.reason, pointer: error.pointer };
    throw error;
  }
  throw new Error("accepted");
}

const operand = (operator: unknown) => ({ detail: { "a/b": ["x", operator] } });

test.each([
  [{ detail: "x" }, '"detail" must be an object or an array', "/detail"],
  [{ detail: {} }, "Empty objects are not allowed", "/detail"],
  [{}, "Empty objects are not allowed", ""],
  [{ detail: { a: [] } }, "Empty arrays are not allowed", "/detail/a"],
  ["x", "Filter is not an object", ""],
  [{ a: [["x"]] }, "Match value must be String, number, true, false, or null", "/a/0"],
  [{ a: [() => 1] }, "A pattern is JSON, function is not", "/a/0"],
  [operand({}), "Match expression name not found", "/detail/a~1b/1"],
  [operand({ toString: "x" }), "Unrecognized match type toString", "/detail/a~1b/1"],
  [operand({ numeric: 1 }), "Value of numeric must be an array.", "/detail/a~1b/1/numeric"],
  [operand({ numeric: [] }), "Invalid member in numeric match: ]", "/detail/a~1b/1/numeric"],
  [operand({ numeric: [">", 1, ">", 2] }), "Bad numeric range operator: >", "/detail/a~1b/1/numeric"],
  [operand({ numeric: [">", 1, 2] }), "Bad value in numeric range: number", "/detail/a~1b/1/numeric"],
  [operand({ numeric: ["<", Number.POSITIVE_INFINITY] }), "Cannot compare number : Infinity", "/detail/a~1b/1/numeric"],
  [operand({ cidr: "10.0.0.1/32" }), "IPv4 mask bits must be < 32", "/detail/a~1b/1/cidr"],
  [operand({ cidr: "::/x" }), "Malformed CIDR, mask bits must be an integer", "/detail/a~1b/1/cidr"],
  [operand({ cidr: "::/-1" }), "Malformed CIDR, mask bits must not be negative", "/detail/a~1b/1/cidr"],
  [operand({ cidr: 8 }), "prefix match pattern must be a string", "/detail/a~1b/1/cidr"],
  [operand({ "anything-but": [] }), /mixed type is not supported$/, "/detail/a~1b/1/anything-but"],
  [operand({ "anything-but": {} }), "Anything-But expression name not found", "/detail/a~1b/1/anything-but"],
  [operand({ "anything-but": { prefix: [] } }), "Empty arrays are not allowed", "/detail/a~1b/1/anything-but/prefix"],
  [operand({ "anything-but": [true] }), /start\|null\|boolean is not supported\.$/, "/detail/a~1b/1/anything-but"],
])("refuses %j, saying why and where", (pattern, reason, pointer) => {
  const refused = refusal(pattern);
  expect(refused.reason).toEqual(typeof reason === "string" ? reason : expect.stringMatching(reason));
  expect(refused.pointer).toBe(pointer);
});

test("returns a compiled pattern unchanged", () => {
  const compiled = parsePattern('{"source": ["x"]}');
  expect(compile(compiled)).toBe(compiled);
});

test("multiplies out $or, and lets a later condition on a path replace an earlier one", () => {
  const pattern = compile({ a: [1], $or: [{ a: [2], b: [1] }, { c: [{ exists: false }] }] });
  const paths = pattern.alternatives.map(({ conditions }) => conditions.map(({ path, pointer }) => [path, pointer]));
  expect(paths).toEqual([
    [
      ["a", "/$or/0/a"],
      ["b", "/$or/0/b"],
    ],
    [
      ["a", "/a"],
      ["c", "/$or/1/c"],
    ],
  ]);
  expect(match(pattern, { a: 2, b: 1 })).toBe(true);
  expect(match(pattern, { a: 2 })).toBe(false);
  expect(match(pattern, { a: 1 })).toBe(true);
});

test("takes $or for a field name unless it holds two or more plain objects", () => {
  expect(match(compile({ $or: ["x"] }), { $or: "x" })).toBe(true);
  expect(match(compile({ $or: { a: ["x"] } }), { $or: { a: "x" } })).toBe(true);
  expect(match(compile({ $or: [{ prefix: "x" }, { prefix: "y" }] }), { $or: "yes" })).toBe(true);
  expect(refusal({ $or: [{ a: ["x"] }] }).reason).toBe("Unrecognized match type a");
});

test("refuses a pattern whose $ors multiply beyond the limit, and takes one at it", () => {
  const factor = (size: number) => ({ $or: Array.from({ length: size }, (_, i) => ({ x: [i] })) });
  expect(compile({ a: factor(10), b: factor(10), c: factor(10) }).alternatives).toHaveLength(ALTERNATIVE_LIMIT);
  expect(refusal({ a: factor(10), b: factor(10), c: factor(11) }).reason).toContain("too complex");
  const hostile = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, factor(2)]));
  expect(refusal(hostile).reason).toContain("too complex");
});

test("refuses a pattern nested beyond any that fits the service's length limit, not with an exhausted stack", () => {
  let deep: unknown = ["x"];
  for (let i = 0; i < 100_000; i++) deep = { a: deep };
  expect(refusal(deep).reason).toBe("Pattern is nested too deeply");
});

test("accepts the longest and deepest pattern within the service's limit", () => {
  const levels = Math.floor((4_096 - 3) / 6);
  const text = `${'{"a":'.repeat(levels)}[1]${"}".repeat(levels)}`;
  let event: unknown = 1;
  for (let i = 0; i < levels; i++) event = { a: event };
  expect(text.length).toBeLessThanOrEqual(4_096);
  expect(match(parsePattern(text), event)).toBe(true);
  expect(match(parsePattern(text), { [Array(levels).fill("a").join(".")]: 1 })).toBe(true);
});

test("compiles to a size in proportion to the steps of its conditions, though many share a deep path", () => {
  const leaves = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`k${i}`, [i]]));
  let pattern: object = leaves;
  for (let i = 0; i < 280; i++) pattern = { a: pattern };
  expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(4_096);
  const [alternative] = compile(pattern).alternatives;
  const conditions = alternative?.tree.conditions ?? [];
  const joined = conditions.reduce((sum, { path }) => sum + path.joined.flat().filter(Boolean).length, 0);
  expect(conditions).toHaveLength(200);
  expect(joined).toBeLessThan(200 * 50);
});
