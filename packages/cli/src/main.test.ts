import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const { version } = createRequire(import.meta.url)("@tributary/cli/package.json");
const binary = fileURLToPath(new URL("../bin/tributary.js", import.meta.url));
const project = realpathSync(mkdtempSync(join(tmpdir(), "tributary-main-")));
const below = join(project, "services");
mkdirSync(join(project, "contracts"));
mkdirSync(below);
writeFileSync(join(project, "contracts/asyncapi.yaml"), "");
writeFileSync(join(project, "sst.config.ts"), "");
afterAll(() => rmSync(project, { recursive: true }));

function tributary(cwd: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [binary, ...args], { cwd, encoding: "utf8" });
  return { status, stdout, stderr };
}

describe("tributary", () => {
  it("shows its commands and examples on standard output when asked", () => {
    const { status, stdout, stderr } = tributary(project, "--help");
    expect([status, stderr]).toEqual([0, ""]);
    for (const text of ["check", "generate", "synth", "cloud", "Examples:", "Exit codes:"])
      expect(stdout).toContain(text);
    expect(tributary(project, "--version")).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("shows the same on standard error, as usage, when nothing was asked", () => {
    const { status, stdout, stderr } = tributary(project);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("Examples:");
  });

  it.each([
    ["chek", "error: unknown command 'chek'\n(Did you mean check?)\n"],
    ["--bogus", "error: unknown option '--bogus'\n"],
  ])("refuses %s as usage", (argument, message) => {
    expect(tributary(project, argument)).toEqual({ status: 2, stdout: "", stderr: message });
  });

  it.each([
    ["check", `tributary: cannot use contracts: no such file or folder; run it in ${project}\n`],
    ["generate", `tributary: cannot use contracts: no such file or folder; run it in ${project}\n`],
    ["synth", `tributary: there is no sst.config.ts in ${below}; run it in ${project}\n`],
  ])("says where the project is when %s runs below it", (command, message) => {
    expect(tributary(below, command)).toEqual({ status: 2, stdout: "", stderr: message });
  });

  it("says how to begin where there is no project", () => {
    const empty = realpathSync(mkdtempSync(join(tmpdir(), "tributary-empty-")));
    const advice = "; `npx tributary init FOLDER` makes a new repository";
    expect(tributary(empty, "check").stderr).toBe(`tributary: cannot use contracts: no such file or folder${advice}\n`);
    expect(tributary(empty, "check", "contract").stderr).toBe(
      "tributary: cannot use contract: no such file or folder\n",
    );
    rmSync(empty, { recursive: true });
  });

  it("takes no other file for the contracts", () => {
    expect(tributary(project, "check", "sst.config.ts")).toEqual({
      status: 2,
      stdout: "",
      stderr: "tributary: cannot use sst.config.ts: give a contracts folder, or its asyncapi.yaml\n",
    });
  });
});
