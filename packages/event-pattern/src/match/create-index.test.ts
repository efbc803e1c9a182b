import fc from "fast-check";
import { expect, test } from "vitest";
import { PatternError } from "../parse/pattern-error.ts";
import { compile } from "./compile.ts";
import { createIndex } from "./create-index.ts";
import { match } from "./match.ts";

const key = fc.constantFrom("a", "b", "a.b");
const leaf = fc.constantFrom<unknown>(1, 0, "x", "::1", null, true);
const operators = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: leaf },
    fc.constantFrom({ exists: false }, { exists: true }, { prefix: "x" }, { "anything-but": "x" }),
  ),
  {
    minLength: 1,
    maxLength: 2,
  },
);
const flat = fc.dictionary(key, operators, { minKeys: 1 });
/** So many that they are tried together: by alternative in the index, or as one. */
const many = (minLength: number) =>
  fc
    .tuple(flat, fc.array(flat, { minLength, maxLength: minLength + 3 }))
    .map(([all, $or]): Record<string, unknown> => ({ ...all, $or }));
const pattern = fc.oneof(
  flat,
  many(6),
  many(17),
  fc.tuple(flat, flat, flat).map(([all, one, other]) => ({ ...all, $or: [one, other] })),
  flat.map(below => ({ a: below })),
  flat.map(below => ({ a: { b: below } })),
);
const value = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 2 }),
  fc.constantFrom<unknown>(
    { b: "x" },
    { b: "y" },
    { b: ["x"] },
    { b: { a: "x" } },
    { b: { "a.b": "x" } },
    { "b.a": "x" },
  ),
  fc.constantFrom({ b: 1 }, [{ b: "x" }, { b: 1 }], "0:0::1", -0),
);
const event = fc.dictionary(key, value);
const change = fc.record({ id: fc.nat(5), pattern: fc.option(pattern) });

test("matches like each pattern alone, after any adding, replacing and removing", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 15 }), fc.array(event, { maxLength: 5 }), (changes, events) => {
      const index = createIndex<number>();
      const model = new Map<number, unknown>();
      for (const { id, pattern: added } of changes) {
        if (added === null) {
          expect(index.remove(id)).toBe(model.delete(id));
        } else {
          index.add(id, added);
          model.set(id, added);
        }
      }
      for (const e of events) {
        const expected = [...model].filter(([, p]) => match(compile(p), e)).map(([id]) => id);
        expect(index.match(e).sort()).toEqual(expected.sort());
      }
    }),
    { numRuns: 3_000 },
  );
});

test("keeps the pattern it has when its replacement is refused", () => {
  const index = createIndex<string>();
  index.add("rule", { a: [1] });
  expect(() => index.add("rule", { a: 1 })).toThrow(PatternError);
  expect(index.match({ a: 1 })).toEqual(["rule"]);
});

test("reads as much of an event for 5,000 exact rules as for 5", () => {
  const reads = (rules: number) => {
    const index = createIndex<number>();
    for (let i = 0; i < rules; i++) index.add(i, { type: ["T"], detail: { id: [`id-${i}`] } });
    let count = 0;
    const counted = <Target extends object>(target: Target): Target =>
      new Proxy(target, {
        get(object, name) {
          count++;
          return Reflect.get(object, name) as unknown;
        },
      });
    expect(index.match(counted({ type: "T", detail: counted({ id: "id-3" }) }))).toEqual([3]);
    return count;
  };
  expect(reads(5_000)).toBe(reads(5));
});

test("tries a pattern once for an event that holds its value in a thousand elements", () => {
  const index = createIndex<string>();
  index.add("rule", { list: { a: ["x"], b: ["never"] } });
  let reads = 0;
  const get = (target: object, name: string | symbol) => {
    reads++;
    return Reflect.get(target, name) as unknown;
  };
  const list = Array.from({ length: 1_000 }, () => new Proxy({ a: "x", b: "y" }, { get }));
  expect(index.match({ list })).toEqual([]);
  expect(reads).toBeLessThan(20 * list.length);
});
