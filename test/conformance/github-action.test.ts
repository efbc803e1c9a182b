import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";

interface Step {
  readonly id: string;
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
}
interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const repository = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(repository, path), "utf8");
const lines = (file: string) => file.split("\n");
const text = read(".github/actions/contracts/action.yml");
const action: Action = parse(text);
const { steps } = action.runs;
const tributary = join(repository, "node_modules/.bin/tributary");
const folder = mkdtempSync(join(tmpdir(), "tributary-action-"));
afterAll(() => rmSync(folder, { recursive: true }));

function execute(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", GITHUB_ACTIONS: "true", ...env },
  });
  return { status, stdout, stderr };
}

function git(cwd: string, ...args: string[]): string {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@a.example", "-c", "commit.gpgsign=false"];
  const { status, stdout, stderr } = execute("git", [...identity, ...args], cwd);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

describe("the action", () => {
  test("is composite, and hands nothing to bash but by variables", () => {
    expect(action.runs.using).toBe("composite");
    for (const { shell, run } of steps) {
      expect(shell).toBe("bash");
      expect(run).not.toContain("${{");
    }
  });

  test("uses every input that it declares, and none else", () => {
    const used = [...text.matchAll(/inputs\.([a-z-]+)/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual(Object.keys(action.inputs).sort());
  });

  test.each(["check", "compat"])("gives tributary %s no option that it does not have", command => {
    const [, given = ""] = new RegExp(`report ${command} (.*)`).exec(steps[1]?.run ?? "") ?? [];
    expect(given).toBe(`"$CONTRACTS" "\${${command}[@]}"`);
    const options = [...(steps[1]?.run ?? "").matchAll(new RegExp(`${command}\\+=\\("(--[a-z-]+)=`, "g"))];
    expect(options.length).toBeGreaterThan(1);
    const { stdout: help } = execute(tributary, [command, "--help"], repository);
    for (const option of [...options.map(([, name]) => name), "--format"]) expect(help).toContain(`${option} <`);
  });

  test("is documented with each of its inputs, their defaults, and its outputs", () => {
    const page = read("docs/github-action.md");
    const rows = lines(page).filter(line => line.startsWith("| `"));
    const names = rows.map(row => /`([a-z-]+)`/.exec(row)?.[1]);
    expect(names).toEqual([...Object.keys(action.inputs), ...Object.keys(action.outputs)]);
    for (const [name, { default: usual }] of Object.entries(action.inputs)) {
      if (usual !== "") expect(rows.find(row => row.startsWith(`| \`${name}\``))).toContain(`| \`${usual}\` `);
    }
  });

  test("runs on our own pull requests", () => {
    const workflow = read(".github/workflows/contracts.yml");
    expect(parse(workflow).on).toHaveProperty("pull_request");
    expect(workflow).toContain("uses: ./.github/actions/contracts\n");
  });
});

describe("a pull request", () => {
  const origin = join(folder, "origin");
  const schema = "contracts/schemas/address-changed.v1.schema.json";

  /** What a run of the action's steps in a fresh, shallow clone leaves behind. */
  function run(branch: string, given: Readonly<Record<string, string>> = {}, base = "main") {
    const clone = mkdtempSync(join(folder, "clone-"));
    git(folder, "clone", "--quiet", "--depth=1", "--branch", branch, `file://${origin}`, clone);
    const files = { GITHUB_STEP_SUMMARY: `${clone}.summary`, GITHUB_OUTPUT: `${clone}.output` };
    for (const file of Object.values(files)) writeFileSync(file, "");
    const outputs = (): Record<string, string> =>
      Object.fromEntries(
        readFileSync(files.GITHUB_OUTPUT, "utf8")
          .split("\n")
          .map(line => line.split("=", 2)),
      );
    const inputs = { tributary, ...given };
    const known = (expression: string): string => {
      const [, context = "", name = ""] = /^(inputs|steps\.base\.outputs)\.([a-z-]+)$/.exec(expression) ?? [];
      if (context === "inputs")
        return Object.entries(inputs).find(([key]) => key === name)?.[1] ?? action.inputs[name]!.default;
      if (context !== "") return outputs()[name] ?? "";
      const github: Readonly<Record<string, string>> = {
        "github.base_ref": base,
        "github.server_url": "https://github.example",
        "github.action_repository || github.repository": "a/b",
        "github.action_ref || github.sha": "f00",
      };
      return github[expression] ?? expect.unreachable(`the action uses ${expression}`);
    };
    let log = "";
    for (const { env, run: script } of steps) {
      const variables = Object.entries(env).map(([name, value]) => [
        name,
        value.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => known(expression)),
      ]);
      const options = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
      const { status, stdout, stderr } = execute("bash", options, clone, {
        ...files,
        ...Object.fromEntries(variables),
      });
      log += stdout + stderr;
      if (status !== 0)
        return { status, log, clone, outputs: outputs(), summary: readFileSync(files.GITHUB_STEP_SUMMARY, "utf8") };
    }
    return { status: 0, log, clone, outputs: outputs(), summary: readFileSync(files.GITHUB_STEP_SUMMARY, "utf8") };
  }

  beforeAll(() => {
    mkdirSync(origin);
    for (const each of ["contracts", "infra/graph.json"])
      cpSync(join(repository, each), join(origin, each), { recursive: true });
    rmSync(join(origin, "contracts/released"), { recursive: true, force: true });
    git(origin, "init", "--quiet", "--initial-branch", "main");
    git(origin, "add", ".");
    git(origin, "commit", "--quiet", "-m", "Started");
    git(origin, "checkout", "--quiet", "-b", "narrower");
    const file = join(origin, schema);
    writeFileSync(file, readFileSync(file, "utf8").replace('"old", ', ""));
    git(origin, "commit", "--quiet", "-a", "-m", "Narrowed");
    git(origin, "checkout", "--quiet", "-b", "untouched", "main");
    git(origin, "commit", "--quiet", "--allow-empty", "-m", "Changed nothing");
  });

  test("that breaks a consumer fails, with the finding at its line and in the summary", () => {
    const { status, log, summary, outputs } = run("narrower");
    const line = 1 + lines(read(schema)).findIndex(each => each.includes('"old", '));
    expect(status).toBe(1);
    expect(log).toMatch(
      new RegExp(
        `^::error file=${schema},line=${line},col=\\d+,title=compat-break::AddressChanged.v1 breaks patient-registry, fhir-sync, patient-timeline`,
        "m",
      ),
    );
    expect(log).toContain("the new version rejects what origin/main allows");
    expect(outputs).toMatchObject({ check: "0", compat: "1" });
    expect(summary).toMatch(
      /## tributary check\n\n### Contracts\n\nNothing found\.\n\n## tributary compat\n\n### Contracts: 1 error, 0 warnings\n/,
    );
    expect(summary).toContain("[compat-break](https://github.example/a/b/blob/f00/docs/rules/compat-break.md)");
  });

  test("that changes nothing passes, and brought one commit of the base", () => {
    const { status, log, clone, outputs } = run("untouched");
    expect([status, log]).toEqual([0, expect.not.stringContaining("::error")]);
    expect(outputs).toMatchObject({ check: "0", compat: "0", against: "origin/main" });
    expect(git(clone, "rev-list", "--count", "origin/main")).toBe("1\n");
  });

  test("judges as its inputs say", () => {
    expect(run("narrower", { mode: "forward" }).outputs).toMatchObject({ compat: "0" });
    expect(run("narrower", { against: "narrower" }).outputs).toMatchObject({ compat: "0" });
    expect(run("narrower", {}, "").outputs).toMatchObject({ against: "", compat: "0" });
  });

  test("does not treat input as a command", () => {
    const hostile = '$(touch here)`touch here`"; touch here; #';
    for (const names of [["against"], ["contracts", "mode", "graph", "config", "fail-severity"]]) {
      const { status, clone } = run("untouched", Object.fromEntries(names.map(name => [name, hostile])));
      expect([names, status]).toEqual([names, 2]);
      expect(existsSync(join(clone, "here"))).toBe(false);
    }
  });

  test("says what is missing: the program, the branch, the contracts", () => {
    expect(run("untouched", { tributary: "nowhere" })).toMatchObject({
      status: 2,
      log: expect.stringContaining("run npm ci"),
    });
    expect(run("untouched", { against: "nowhere" })).toMatchObject({
      status: 2,
      log: expect.stringContaining("no branch to fetch"),
    });
    const { status, log, summary } = run("untouched", { contracts: "nowhere" });
    expect([status, summary]).toEqual([2, expect.stringContaining("It could not do its work")]);
    expect(log).toContain("::error title=contracts::tributary check could not do its work");
  });
});
