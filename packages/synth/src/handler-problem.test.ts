import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { handlerProblem } from "./handler-problem.ts";

const root = mkdtempSync(join(tmpdir(), "tributary-handler-"));
afterAll(() => rmSync(root, { recursive: true }));
const files = {
  "plain.ts": 'import { x } from "./nowhere.ts";\nexport const consume: () => void = x;\nexport type Gone = string;',
  "renamed.ts": "function work() {}\nexport { work as consume };",
  "passes-on.ts": 'export * from "./plain.ts";',
  "broken.ts": "export const = ;",
  "empty.ts": "",
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);

test.each(["plain.consume", "renamed.consume", "passes-on.consume", "broken.consume"])(
  "%s can be called",
  async handler => {
    expect(await handlerProblem(root, handler)).toBeUndefined();
  },
);

test.each([
  ["nowhere.run", "there is no nowhere.ts for its handler nowhere.run"],
  ["plain.consum", "plain.ts has no export consum for its handler plain.consum; it has consume"],
  ["plain.Gone", "plain.ts has no export Gone for its handler plain.Gone; it has consume"],
  ["renamed.work", "renamed.ts has no export work for its handler renamed.work; it has consume"],
  ["empty.run", "empty.ts has no export run for its handler empty.run; it has none"],
])("%s cannot: %s", async (handler, problem) => {
  expect(await handlerProblem(root, handler)).toBe(problem);
});
