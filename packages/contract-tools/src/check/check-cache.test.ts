import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createMemory } from "./check-cache.ts";

test("a file is read again when it has changed, and not before", () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-memory-"));
  const path = join(folder, "a.json");
  const memory = createMemory();
  writeFileSync(path, "1");
  const first = memory.read(path);
  expect(memory.read(path)).toBe(first);
  writeFileSync(path, "22");
  expect(memory.read(path).value).toBe(22);
  writeFileSync(path, "33");
  utimesSync(path, 1, 1);
  expect(memory.read(path).value).toBe(33);
  rmSync(folder, { recursive: true });
});

test("a computed value is kept for its owner while its dependencies do not change", () => {
  const memory = createMemory();
  const [owner, other, part] = [{}, {}, {}];
  let computed = 0;
  const ask = (of: object, ...on: unknown[]) => memory.keep("sum", of, on, () => ++computed);
  expect([ask(owner, part, 1), ask(owner, part, 1)]).toEqual([1, 1]);
  expect([ask(owner, part, 2), ask(owner, part), ask(other, part, 1)]).toEqual([2, 3, 4]);
  expect(ask(owner, part)).toBe(3);
});
