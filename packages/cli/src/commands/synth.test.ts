import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { runCommandLine } from "../command-line-fixture.ts";
import { programNow } from "../program-now.ts";

const repository = fileURLToPath(new URL("../../../..", import.meta.url));
const installed = existsSync(join(repository, ".sst/platform/node_modules"));
if (!installed) console.log("skipped: SST platform not installed (`npx tributary synth --install`)");

describe.skipIf(!installed)("tributary synth", () => {
  const above = realpathSync(mkdtempSync(join(tmpdir(), "tributary-synth-")));
  let project = "";
  let made = 0;
  afterAll(() => rmSync(above, { recursive: true }));

  beforeEach(() => {
    project = join(above, String(made++));
    mkdirSync(join(project, "infra"), { recursive: true });
    for (const part of [".sst", "node_modules"]) symlinkSync(join(repository, part), join(project, part));
    store("pk");
  });

  /** A program with one table under the key, and a queue that says whatever `more` says. */
  const store = (key: string, name = "Store", more = "") =>
    writeFileSync(
      join(project, "sst.config.ts"),
      `export default $config({ app: () => ({ name: "shop", home: "aws", removal: "remove" }), async run() {
        new aws.dynamodb.Table("${name}", { name: \`shop-\${$app.stage}\`, hashKey: "${key}",
          attributes: [{ name: "${key}", type: "S" }], billingMode: "PAY_PER_REQUEST" });
        ${more}
      } });`,
    );
  /** Of one stage, unless another is asked for. */
  function synth(...args: string[]) {
    const stage = args.includes("--stage") ? [] : ["--stage", "local"];
    return runCommandLine(project, ["synth", ...stage, ...args]);
  }
  function git(...args: string[]) {
    const settings = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
    const { status, stderr } = spawnSync("git", [...settings, ...args], { cwd: project, encoding: "utf8" });
    expect([status, stderr]).toEqual([0, expect.anything()]);
  }
  function commit() {
    if (!existsSync(join(project, ".git"))) git("init", "-q", "-b", "main");
    git("add", "sst.config.ts", "infra");
    git("commit", "-q", "-m", "state");
  }
  const snapshot = () => readFileSync(join(project, "infra/graph.json"), "utf8");

  it("refuses to check a program that AWS would refuse, with the property, the limit and AWS's page", async () => {
    store("pk", "Store", 'new aws.sqs.Queue("Work", { visibilityTimeoutSeconds: 43_201 });');
    expect((await synth()).status).toBe(0);
    const checked = await synth("--check");
    expect([checked.status, checked.stderr]).toEqual([
      1,
      expect.stringMatching(
        /^infra\/graph\.json: AWS would refuse it: visibilityTimeoutSeconds of Work is 43201.*43200\. https:/m,
      ),
    ]);
  });

  it("refuses to check or write a change that replaces a table, until it is allowed, and records that it was", async () => {
    expect((await synth()).status).toBe(0);
    commit();
    store("id");
    const before = snapshot();
    const checked = await synth("--check");
    expect(checked.status).toBe(1);
    expect(checked.stderr).toContain(
      'infra/graph.json: Store (aws:dynamodb/table:Table): hashKey "pk" → "id". A deployment replaces it: its items are lost.\n',
    );
    expect(checked.stderr).toContain("`npx tributary synth --allow-replace Store`\n");
    const written = await synth();
    expect([written.status, snapshot()]).toEqual([1, before]);
    expect(written.stderr).toContain("Nothing written");
    expect(await synth("--check", "--allow-replace", "Store")).toMatchObject({
      status: 1,
      stderr: expect.not.stringContaining("Refused"),
    });

    expect((await synth("--allow-replace", "Store")).status).toBe(0);
    expect(snapshot()).not.toBe(before);
    const accepted = JSON.parse(readFileSync(join(project, "infra/accepted-losses.json"), "utf8"));
    expect(accepted).toEqual([
      {
        stage: "local",
        resource: "Store",
        type: "aws:dynamodb/table:Table",
        change: 'hashKey "pk" → "id"',
      },
    ]);
    expect(await synth("--check")).toMatchObject({
      status: 0,
      stderr: expect.stringContaining("accepted: infra/graph.json: Store"),
    });
    commit();
    expect(await synth("--check")).toEqual({ status: 0, stdout: "", stderr: "" });
    expect((await synth("--check", "--against", "HEAD^")).status).toBe(0);
  });

  it("is what a check knows of the program beside its graph, which stays as it is", async () => {
    const loaded = { config: {}, folder: project };
    const now = async () => (await programNow(loaded, join(project, "infra/graph.json")))?.graph;
    await synth();
    const before = snapshot();
    expect(await now()).toBe(before);
    store("pk", "Shop");
    expect(await now()).toContain('"name":"Shop"');
    expect(snapshot()).toBe(before);
    writeFileSync(join(project, "sst.config.ts"), "export default $config({ app: () => ({");
    expect(await now()).toBeUndefined();
    expect(await programNow(loaded, join(project, "other.json"))).toBeUndefined();
  });

  it("compares with a branch, so that a snapshot that was deleted and written anew hides nothing", async () => {
    await synth();
    commit();
    git("checkout", "-q", "-b", "change");
    store("id");
    rmSync(join(project, "infra/graph.json"));
    expect((await synth()).status).toBe(1);
    // By hand, past the command.
    writeFileSync(
      join(project, "infra/graph.json"),
      (await synth("--stage", "local2")).stdout.replaceAll("local2", "local"),
    );
    git("commit", "-q", "-a", "-m", "change");
    expect((await synth("--check")).status).toBe(0);
    const against = await synth("--check", "--against", "main");
    expect(against).toMatchObject({ status: 1, stderr: expect.stringContaining('hashKey "pk" → "id"') });
    const folder = join(above, "main");
    git("worktree", "add", "-q", folder, "main");
    expect(await synth("--check", "--against", folder)).toEqual(against);
  });

  it("compares with the current files if there is no repository", async () => {
    await synth();
    store("pk", "Other");
    expect(await synth("--check")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("no longer in the program"),
    });
    expect((await synth("--allow-replace", "Store")).status).toBe(0);
    expect(await synth("--check")).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("keeps a graph that is written elsewhere as well", async () => {
    const out = ["--stage", "alice", "--out", "alice.json"];
    expect(await synth(...out)).toEqual({ status: 0, stdout: "", stderr: "" });
    store("id");
    expect(await synth(...out)).toMatchObject({ status: 1, stderr: expect.stringContaining("Nothing written") });
    expect(readFileSync(join(project, "alice.json"), "utf8")).toContain('"hashKey":"pk"');
    expect((await synth(...out, "--allow-replace", "Store")).status).toBe(0);
    expect(existsSync(join(project, "infra/accepted-losses.json"))).toBe(false);
  });

  it.each([
    [["--check", "--against", "nowhere"], "nowhere is not a folder, and "],
    [["--check", "--against", "infra"], "infra has no infra/graph.json: there is nothing to compare with"],
    [["--check", "--against", ""], "--against is empty"],
    [["--stage", "alice", "--allow-replace", "Store"], '--allow-replace: stage "alice" has no snapshot'],
    [["--stage", "alice", "--check"], '--check: stage "alice" has no snapshot'],
  ])("refuses %j as usage", async (args, message) => {
    expect(await synth(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining(`tributary: ${message}`) });
  });
});
