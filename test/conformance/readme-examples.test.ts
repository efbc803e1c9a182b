import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { platformFolder } from "@tributary/synth/platform";
import { afterAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Within the workspace, so that imports find its packages; not under `node_modules`, where Node.js strips no types. */
mkdirSync(join(root, ".tributary"), { recursive: true });
const folder = mkdtempSync(join(root, ".tributary/examples-"));
afterAll(() => rmSync(folder, { recursive: true }));

const examples = globSync("packages/*/", { cwd: root }).flatMap(path => {
  const name = basename(path);
  return examplesOf(join(root, path, "README.md")).map((text, index) => ({
    name,
    file: `${name}-${index + 1}.ts`,
    text,
  }));
});
for (const { file, text } of examples) writeFileSync(join(folder, file), text);

function examplesOf(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/^```ts\n([\s\S]+?)^```$/gm)].map(([, text = ""]) => text);
}

it("is there in the README of every package", () => {
  const packages = globSync("packages/*/package.json", { cwd: root }).map(path => basename(dirname(path)));
  expect([...new Set(examples.map(({ name }) => name))].sort()).toEqual(packages.sort());
});

/** Checked with the SST program's types, which SST installs. */
const isProgram = ({ name }: { readonly name: string }) => name === "sst";
const compile = (base: string, files: readonly string[]) => {
  const config = join(folder, `tsconfig.${basename(dirname(base))}.json`);
  writeFileSync(config, JSON.stringify({ extends: join(root, base), files, include: [], exclude: [] }));
  const { status, stdout } = spawnSync("tsc", ["--noEmit", "-p", config], { cwd: root, encoding: "utf8" });
  return { status, stdout };
};

it("compiles as strictly as the packages do", () => {
  const files = examples.filter(example => !isProgram(example)).map(({ file }) => file);
  expect(compile("tsconfig.json", files)).toEqual({ status: 0, stdout: "" });
});

const installed = existsSync(join(platformFolder(root), "node_modules"));
if (!installed) console.log("skipped: SST platform not installed (`npx tributary synth --install`)");

it.skipIf(!installed)("compiles with the types of the SST program", () => {
  const files = examples.filter(isProgram).map(({ file }) => file);
  expect(compile("packages/sst/tsconfig.json", [join(root, "sst.config.ts"), ...files])).toEqual({
    status: 0,
    stdout: "",
  });
});

describe.each(examples)("$file", ({ file }) => {
  it("does what it asserts", () => {
    const { status, stderr } = spawnSync(process.execPath, ["--no-warnings", join(folder, file)], {
      cwd: root,
      encoding: "utf8",
      timeout: 60_000,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});
