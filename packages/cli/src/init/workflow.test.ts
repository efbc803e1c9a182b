import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { templateFiles } from "./template.ts";

const path = ".github/workflows/ci.yml";
const workflow = templateFiles().get(path) ?? "";
const errorsOf = (content: string) =>
  parseWorkflow({ name: path, content }, new NoOperationTraceWriter())
    .context.errors.getErrors()
    .map(({ message }) => message);

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}
const steps: readonly Step[] = parse(workflow).jobs.run.steps;

test("GitHub's own parser takes the workflow of a new repository, and refuses a broken one", () => {
  expect(errorsOf(workflow)).toEqual([]);
  expect(errorsOf(workflow.replace("runs-on", "run-on"))).not.toEqual([]);
  expect(errorsOf(workflow.replace("github.base_ref", "github.base_ref +"))).not.toEqual([]);
});

test("the workflow runs what its README and the tutorial say", () => {
  const [install, check, tests] = steps.flatMap(({ run }) => run ?? []);
  expect(install).toContain("npm install");
  const { scripts } = JSON.parse(templateFiles().get("package.json") ?? "");
  for (const command of [check, tests]) {
    expect(templateFiles().get("README.md")).toContain(command);
    expect(readFileSync(fileURLToPath(new URL("../../../../docs/tutorial.md", import.meta.url)), "utf8")).toContain(
      `\n${command}\n`,
    );
    expect(scripts).toHaveProperty(command?.split(" ").at(-1) ?? "");
  }
});

describe("what was merged before", () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-workflow-"));
  const [root, bin] = [join(folder, "clinic"), join(folder, "bin")];
  const schema = join(root, "contracts/schemas/visit-changed.v1.schema.json");
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const PATH = `${bin}${delimiter}${process.env.PATH}`;
    const identity = {
      GIT_AUTHOR_NAME: "a",
      GIT_AUTHOR_EMAIL: "a@b",
      GIT_COMMITTER_NAME: "a",
      GIT_COMMITTER_EMAIL: "a@b",
    };
    const variables = { ...process.env, ...identity, GITHUB_ACTIONS: "", NO_COLOR: "1", PATH, ...env };
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: "utf8", env: variables });
    return { status, said: stdout + stderr };
  };
  const git = (...args: string[]) => expect(run("git", args).status).toBe(0);
  const commit = (message: string) => {
    git("add", "-A");
    git("commit", "-qm", message);
  };

  beforeAll(() => {
    mkdirSync(root, { recursive: true });
    git("init", "-q", "-b", "main");
    writeFileSync(join(root, "README.md"), "");
    commit("Begin");
    git("tag", "begun");
    for (const [name, text] of templateFiles()) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    commit("Start");
    symlinkSync(fileURLToPath(new URL("../../../../node_modules", import.meta.url)), join(root, "node_modules"));
    mkdirSync(bin);
    const binary = fileURLToPath(new URL("../../bin/tributary.js", import.meta.url));
    writeFileSync(join(bin, "npx"), `#!/bin/sh\nshift\nexec "${process.execPath}" "${binary}" "$@"\n`);
    chmodSync(join(bin, "npx"), 0o755);
  });

  /** The step as GitHub runs it: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
  const compare = (BASE: string) => run("bash", ["-e", "-c", steps.at(-1)?.run ?? ""], { BASE });

  test("may not be broken, though it was never released", () => {
    expect(compare("main")).toMatchObject({ status: 0, said: expect.stringContaining("compatible: 1 event") });
    const before = readFileSync(schema, "utf8");
    writeFileSync(schema, before.replaceAll('"startsAt"', '"beginsAt"'));
    expect(compare("main")).toMatchObject({ status: 1, said: expect.stringContaining("compat-break") });
    writeFileSync(schema, before);
  });

  test.each([
    ["nothing", "0000000000000000000000000000000000000000"],
    ["a README alone", "begun"],
  ])("may be %s", (_, base) => {
    expect(compare(base)).toMatchObject({
      status: 0,
      said: expect.stringContaining("No contracts were merged before."),
    });
  });
});
