import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { finishPack, preparePack } from "./pack-package.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-pack-"));
const manifest = join(folder, "package.json");
const written = `{ "name": "one", "private": true, "scripts": { "prepack": "x" }, "bin": { "one": "./bin/one.js" },
  "exports": { "./a": { "types": "./src/a.d.ts", "default": "./src/a.js" }, "./*": "./src/*.ts" } }`;
const files = () => globSync(["**/*.*", ".*"], { cwd: folder }).sort();
let before: string[];
beforeAll(() => {
  for (const name of ["src", "bin"]) mkdirSync(join(folder, name));
  writeFileSync(manifest, written);
  writeFileSync(join(folder, "src/a.js"), "export const a = 1;\n");
  writeFileSync(join(folder, "src/a.d.ts"), "export declare const a: number;\n");
  writeFileSync(join(folder, "src/a.test.ts"), "");
  writeFileSync(join(folder, "bin/one.js"), 'await import("../src/a.ts");\n');
  before = files();
});
afterAll(() => rmSync(folder, { recursive: true }));

test("leads to what was built while a package is packed, and back afterwards", () => {
  preparePack(folder);
  expect(JSON.parse(readFileSync(manifest, "utf8"))).toEqual({
    name: "one",
    files: ["dist"],
    bin: { one: "./dist/bin/one.js" },
    exports: { "./a": { types: "./dist/src/a.d.ts", default: "./dist/src/a.js" }, "./*": "./dist/src/*.js" },
  });
  expect(files().filter(name => name.startsWith("dist"))).toEqual([
    "dist/bin/one.js",
    "dist/src/a.d.ts",
    "dist/src/a.js",
  ]);
  expect(readFileSync(join(folder, "dist/bin/one.js"), "utf8")).toBe('await import("../src/a.js");\n');
  finishPack(folder);
  expect([readFileSync(manifest, "utf8"), files()]).toEqual([written, before]);
});

test("starts from the manifest that was written, also after a packing that was cut off", () => {
  preparePack(folder);
  preparePack(folder);
  finishPack(folder);
  finishPack(folder);
  expect([readFileSync(manifest, "utf8"), files()]).toEqual([written, before]);
});
