import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { runCommandLine } from "./command-line-fixture.ts";

const binary = fileURLToPath(new URL("../bin/tributary.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tributary-evaluated-"));
afterAll(() => rmSync(folder, { recursive: true }));

function config(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

const ran = (file: string) =>
  new Promise(settle => {
    execFile(process.execPath, [binary, "check", "--config", file], { cwd: folder }, (error, stdout, stderr) =>
      settle([error?.code, stdout, stderr]),
    );
  });

test("a configuration that breaks the process exits 2 with the place", async () => {
  const cases = [
    ['\nexport default Promise.reject(new Error("q"));\n', "2:31: q"],
    ['Promise.reject(new Error("q"));\nexport default {};\n', "1:16: q"],
    ['export default {\n  get contracts() { throw new Error("q"); } };\n', "2:27: q"],
    ['export default new Proxy({}, { ownKeys() { throw new Error("q"); } });\n', "1:50: q"],
    ["await new Promise(() => {});\n", "1:1: it waits for a promise that never settles"],
    ["\nprocess.exit(0);\n", "2:9: it ends the process while it loads"],
  ] as const;
  const outcomes = await Promise.all(cases.map(([text], index) => ran(config(`${index}.ts`, text))));
  expect(outcomes).toEqual(cases.map(([, said], index) => [2, "", `tributary: ${index}.ts:${said}\n`]));
});

test.each([
  ["a.ts", "throw Object.create(null);\n", /^tributary: a\.ts:1:1: it throws what cannot be shown\n$/],
  ["b.ts", "const a: any = {};\na.a = a;\nexport default a;\n", /^tributary: b\.ts:1:1: Maximum call stack/],
])("a configuration that throws when it is read exits 2 with the place: %s", async (name, text, said) => {
  const { status, stderr } = await runCommandLine(folder, ["check", "--config", config(name, text)]);
  expect([status, stderr]).toEqual([2, expect.stringMatching(said)]);
});
