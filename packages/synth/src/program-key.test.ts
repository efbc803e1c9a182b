import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { programKey } from "./program-key.ts";

const platform = mkdtempSync(join(tmpdir(), "tributary-platform-"));
afterAll(() => rmSync(platform, { recursive: true }));

test("differs by program, stage and its variables, folder, installed packages and Node.js's options, and by nothing else", () => {
  const args = { root: "/shop", stage: "dev", code: "run();", platform };
  const key = programKey(args);
  expect(programKey({ ...args })).toBe(key);
  const others = [{ root: "/other" }, { stage: "production" }, { code: "run()" }, { environment: { TZ: "UTC" } }].map(
    each => programKey({ ...args, ...each }),
  );
  process.env.NODE_OPTIONS = "--conditions=shop";
  others.push(programKey(args));
  delete process.env.NODE_OPTIONS;
  mkdirSync(join(platform, "node_modules"));
  writeFileSync(join(platform, "node_modules/.package-lock.json"), "{}");
  others.push(programKey(args));
  expect(new Set([key, ...others]).size).toBe(7);
});
