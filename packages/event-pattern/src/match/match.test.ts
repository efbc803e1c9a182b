import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Leaf } from "../parse/operator.ts";
import { type CompiledAlternative, compile } from "./compile.ts";
import { match } from "./match.ts";
import { anyOf } from "./predicate.ts";

interface Field {
  path: string;
  leaf: Leaf;
  /** Which element of which array the leaf lies in. */
  elements: ReadonlyMap<unknown, number>;
}

/** Every leaf of the event with its path, as the service's own documentation of its engine describes it. */
function flatten(value: unknown, path: string, elements: ReadonlyMap<unknown, number>): Field[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => {
      const isLeaf = item === null || typeof item !== "object";
      return flatten(item, path, isLeaf ? elements : new Map(elements).set(value, i));
    });
  }
  if (typeof value === "object" && value !== null) {
    const below = path === "" ? "" : `${path}.`;
    return Object.entries(value).flatMap(([key, member]) => flatten(member, below + key, elements));
  }
  return [{ path, leaf: value as Leaf, elements }];
}

/** The definition: one leaf for each condition, no two in different elements of one array, tried in every way. */
function naive({ conditions }: CompiledAlternative, event: unknown): boolean {
  const fields = flatten(event, "", new Map());
  const search = (at: number, chosen: ReadonlyMap<unknown, number>): boolean => {
    const condition = conditions[at];
    if (condition === undefined) return true;
    const candidates = fields.filter(
      field => field.path === condition.path && [...field.elements].every(([a, i]) => (chosen.get(a) ?? i) === i),
    );
    const maybeAbsent = condition.operators.some(operator => operator.op === "exists" && !operator.exists);
    if (maybeAbsent && candidates.length === 0 && search(at + 1, chosen)) return true;
    const accepts = anyOf(condition.operators);
    return candidates.some(field => accepts(field.leaf) && search(at + 1, new Map([...chosen, ...field.elements])));
  };
  return search(0, new Map());
}

const key = fc.constantFrom("a", "b", "c");
const leaf = fc.constantFrom<Leaf>(1, 2, "x", "xy", null, true);

const event = fc.letrec<{ object: object; value: unknown }>(tie => ({
  object: fc.dictionary(key, tie("value"), { maxKeys: 3 }),
  value: fc.oneof({ depthSize: "small", maxDepth: 5 }, leaf, fc.array(tie("value"), { maxLength: 3 }), tie("object")),
})).object;

const operator = fc.oneof(
  { weight: 4, arbitrary: leaf as fc.Arbitrary<unknown> },
  { weight: 2, arbitrary: fc.boolean().map(exists => ({ exists })) },
  fc.constantFrom<unknown>(
    { prefix: "x" },
    { suffix: "y" },
    { "anything-but": ["x"] },
    { "anything-but": 1 },
    { numeric: [">", 1] },
    { wildcard: "*y" },
  ),
);

const pattern = fc.letrec<{ object: object; value: unknown }>(tie => ({
  object: fc.dictionary(key, tie("value"), { minKeys: 1, maxKeys: 3 }),
  value: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    fc.array(operator, { minLength: 1, maxLength: 2 }),
    tie("object"),
  ),
})).object;

describe("matching", () => {
  test("agrees with the definition on any event of objects and arrays", () => {
    let matched = 0;
    fc.assert(
      fc.property(pattern, event, (p, e) => {
        const compiled = compile(p);
        const expected = compiled.alternatives.some(alternative => naive(alternative, e));
        matched += expected ? 1 : 0;
        expect(match(compiled, e)).toBe(expected);
      }),
      { numRuns: 20_000 },
    );
    expect(matched).toBeGreaterThan(500);
  });

  test("agrees with the definition on conditions within one array", () => {
    const element = fc.dictionary(key, fc.oneof(leaf, fc.array(leaf, { maxLength: 2 })), { maxKeys: 3 });
    const inArray = fc.array(fc.oneof(element, leaf, fc.array(element, { maxLength: 2 })), { maxLength: 3 });
    const conditions = fc.dictionary(key, fc.array(operator, { minLength: 1, maxLength: 2 }), { minKeys: 1 });
    fc.assert(
      fc.property(conditions, inArray, fc.option(operator), (below, items, own) => {
        const compiled = compile({ list: below, ...(own !== null && { "list.a": [own] }) });
        const e = { list: items };
        expect(match(compiled, e)).toBe(compiled.alternatives.some(alternative => naive(alternative, e)));
      }),
      { numRuns: 10_000 },
    );
  });

  test("finds a field through keys that join its steps with dots, on either side", () => {
    const nested = { a: { b: { c: [1] } } };
    const events = [
      { "a.b.c": 1 },
      { a: { "b.c": 1 } },
      { "a.b": { c: 1 } },
      { "a.b": [{ c: 1 }] },
      { a: { b: 2 }, "a.b": { c: 1 } },
    ];
    for (const e of events) {
      expect(match(compile(nested), e)).toBe(true);
      expect(match(compile({ "a.b": { c: [1] } }), e)).toBe(true);
      expect(match(compile({ a: { b: { c: [{ exists: false }] } } }), e)).toBe(false);
    }
  });

  test("takes only own members of an event for fields", () => {
    for (const name of ["constructor", "toString", "__proto__"]) {
      const exists = compile(JSON.parse(`{"${name}": [{"exists": true}], "a": {"${name}": [{"exists": true}]}}`));
      const absent = compile(JSON.parse(`{"${name}": [{"exists": false}]}`));
      expect(match(exists, JSON.parse(`{"${name}": 1, "a": {"${name}": 1}}`))).toBe(true);
      expect(match(exists, { a: {} })).toBe(false);
      expect(match(absent, {})).toBe(true);
    }
  });

  test("sees leaves alone: an object at a path is neither a value nor an existence", () => {
    expect(match(compile({ a: [{ exists: true }] }), { a: { b: 1 } })).toBe(false);
    expect(match(compile({ a: [{ exists: false }] }), { a: { b: 1 } })).toBe(true);
    expect(match(compile({ a: [{ exists: true }] }), { a: null })).toBe(true);
    expect(match(compile({ a: [{ "anything-but": "x" }] }), { a: {} })).toBe(false);
  });

  test("matches nothing that is not an object", () => {
    for (const e of [null, undefined, 1, "x", [], [{ a: 1 }]]) {
      expect(match(compile({ a: [{ exists: false }] }), e)).toBe(false);
    }
  });

  test("equates the spellings of one address, and of letters in either case", () => {
    expect(match(compile({ ip: ["2001:db8::1"] }), { ip: "2001:0DB8:0:0:0:0:0:1" })).toBe(true);
    expect(match(compile({ a: [{ prefix: { "equals-ignore-case": "ÉTÉ" } }] }), { a: "étéX" })).toBe(true);
    expect(match(compile({ a: [{ "anything-but": { "equals-ignore-case": ["NO"] } }] }), { a: "no" })).toBe(false);
  });

  test("filters a DynamoDB stream record, as an event source mapping or a pipe does", () => {
    const pattern = compile({
      eventName: ["INSERT", "MODIFY"],
      dynamodb: { NewImage: { itemType: { S: ["Patient"] } } },
    });
    const record = (eventName: string, S: string) => ({ eventName, dynamodb: { NewImage: { itemType: { S } } } });
    expect(match(pattern, record("INSERT", "Patient"))).toBe(true);
    expect(match(pattern, record("REMOVE", "Patient"))).toBe(false);
    expect(match(pattern, record("MODIFY", "Address"))).toBe(false);
  });
});

describe("hostile input", () => {
  /** An array whose elements count how often a member of them is read. */
  function counted(length: number, element: () => object): { items: object[]; reads: () => number } {
    let reads = 0;
    const get = (target: object, name: string | symbol) => {
      reads++;
      return Reflect.get(target, name) as unknown;
    };
    return { items: Array.from({ length }, () => new Proxy(element(), { get })), reads: () => reads };
  }

  test("reads an array once a condition, not once a combination of elements", () => {
    const keys = Array.from({ length: 20 }, (_, i) => `k${i}`);
    const all = Object.fromEntries(keys.map(k => [k, [{ exists: true }]]));
    const lists = keys.map(() => counted(1_000, () => ({ ...Object.fromEntries(keys.map(k => [k, 1])), k19: {} })));
    const compiled = compile(Object.fromEntries(lists.map((_, i) => [`list${i}`, all])));
    expect(match(compiled, Object.fromEntries(lists.map(({ items }, i) => [`list${i}`, items])))).toBe(false);
    expect(lists.reduce((sum, list) => sum + list.reads(), 0)).toBeLessThanOrEqual(20 * 1_000 * 20);
  });

  test("does not exhaust the stack on an event that nests without end", () => {
    let arrays: unknown = 1;
    let objects: unknown = 1;
    for (let i = 0; i < 100_000; i++) {
      arrays = [arrays];
      objects = { a: objects };
    }
    expect(match(compile({ a: { a: [1] } }), { a: objects })).toBe(false);
    expect(match(compile({ a: [1] }), { a: arrays })).toBe(false);
    expect(match(compile({ a: [{ exists: false }, 2], "a.b": [{ exists: false }] }), { a: arrays })).toBe(true);
  });
});
