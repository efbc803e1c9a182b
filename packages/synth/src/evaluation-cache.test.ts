import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { type EvaluationCache, evaluationCache } from "./evaluation-cache.ts";
import { finding } from "./reads/finding.ts";
import type { Recording } from "./recorded-resource.ts";

const above = mkdtempSync(join(tmpdir(), "tributary-cache-"));
afterAll(() => rmSync(above, { recursive: true }));
let folder = "";
let cache: EvaluationCache;
let made = 0;
beforeEach(() => {
  folder = join(above, String(made++));
  cache = evaluationCache(folder);
});

const recording = (app: string): Recording => ({
  ...{ app, stage: "local", protect: false },
  ...{ resources: [], outputs: {}, links: {}, functions: {} },
});
const input = join(above, "input.txt");
const reads = () => [{ kind: "content" as const, name: input, found: finding({ kind: "content", name: input }, {}) }];
const entry = () => join(folder, readdirSync(folder)[0]!);

test("gives back what was put under the same key, while what it read is the same", async () => {
  writeFileSync(input, "one");
  await cache.put("a", recording("one"), reads());
  expect(await evaluationCache(folder).get("a")).toEqual(recording("one"));
  expect(await evaluationCache(folder).get("b")).toBeUndefined();
  writeFileSync(input, "two");
  expect(await evaluationCache(folder).get("a")).toBeUndefined();
  await cache.put("a", recording("two"), reads());
  expect(await evaluationCache(folder).get("a")).toEqual(recording("two"));
  writeFileSync(input, "one");
  expect(await evaluationCache(folder).get("a")).toEqual(recording("one"));
});

test.each([
  ["cut off", (text: string) => text.slice(0, text.length / 2)],
  ["empty", () => ""],
  ["changed in one letter", (text: string) => text.replace('"app":"one"', '"app":"two"')],
  ["of another form", () => "{}\\n[]"],
  ["another key's", (text: string) => text.replace('"key":"a"', '"key":"b"')],
])("takes an entry that is %s for none, and replaces it", async (_how, damage) => {
  writeFileSync(input, "one");
  await cache.put("a", recording("one"), reads());
  writeFileSync(entry(), damage(readFileSync(entry(), "utf8")));
  expect(await evaluationCache(folder).get("a")).toBeUndefined();
  await cache.put("a", recording("one"), reads());
  expect([await evaluationCache(folder).get("a"), readdirSync(folder)]).toEqual([
    recording("one"),
    [expect.anything()],
  ]);
});

test("is used by many at once, and leaves no half-written entry", async () => {
  writeFileSync(input, "one");
  const all = Array.from({ length: 40 }, async (_each, index) => {
    const one = evaluationCache(folder);
    await one.put(`k${index % 4}`, recording(`k${index % 4}`), reads());
    return (await one.get(`k${index % 4}`))?.app;
  });
  expect(await Promise.all(all)).toEqual(Array.from({ length: 40 }, (_each, index) => `k${index % 4}`));
  expect(readdirSync(folder)).toHaveLength(4);
});

test("keeps the newest entries, and does without a folder that it cannot write", async () => {
  writeFileSync(input, "one");
  for (let index = 0; index < 40; index++) await cache.put(`k${index}-`, recording("one"), reads());
  expect(readdirSync(folder).length).toBe(32);
  const nowhere = evaluationCache(join(input, "folder"));
  await nowhere.put("a", recording("one"), reads());
  expect(await nowhere.get("a")).toBeUndefined();
});
