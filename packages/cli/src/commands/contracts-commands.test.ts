import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeEach, describe, expect, test } from "vitest";

const contracts = fileURLToPath(new URL("../../../../contracts", import.meta.url));
const binary = fileURLToPath(new URL("../../bin/tributary.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tributary-cli-"));
const root = join(folder, "contracts");

beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  cpSync(contracts, root, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the binary as a user does, in a folder with contracts. */
function tributary(...args: string[]) {
  const env = { ...process.env, NO_COLOR: "1" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [binary, ...args], {
    cwd: folder,
    encoding: "utf8",
    env,
  });
  return { status, stdout, stderr };
}

describe("tributary check", () => {
  test("exits 0 and writes nothing to standard output when the contracts are clean", () => {
    expect(tributary("check")).toMatchObject({ status: 0, stdout: "" });
  });

  test("exits 1 and names file, line and column when they are not, whatever the format", () => {
    appendFileSync(join(root, "asyncapi.yaml"), "\tx: 1\n");
    const stylish = tributary("check", "contracts/asyncapi.yaml");
    expect(stylish.status).toBe(1);
    expect(stylish.stdout).toMatch(/contracts\/asyncapi\.yaml\n +\d+:1 +error +Tabs/);
    const json = tributary("check", "--format", "json");
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      version: 1,
      diagnostics: [{ rule: "unreadable-file", file: "contracts/asyncapi.yaml" }],
    });
  });

  test.each([
    ["a folder that is not there", ["check", "nowhere"]],
    ["a format that is none", ["check", "--format", "xml"]],
    ["an unknown option", ["check", "--frobnicate"]],
    ["options that exclude each other", ["generate", "--check", "--watch"]],
  ])("exits 2 in one line for %s", (_what, args) => {
    const { status, stdout, stderr } = tributary(...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

describe("tributary generate", () => {
  test("with --check exits 0 when fresh, and 1 with the names of what is stale", () => {
    expect(tributary("generate", "--check")).toMatchObject({ status: 0, stdout: "" });
    appendFileSync(join(root, "generated/address-changed.v1.js"), "//");
    expect(tributary("generate", "--check")).toMatchObject({
      status: 1,
      stdout: "stale: contracts/generated/address-changed.v1.js\n",
    });
    expect(tributary("generate").status).toBe(0);
    expect(tributary("generate", "--check").status).toBe(0);
  });
});
