import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../command-line-fixture.ts";

const contracts = fileURLToPath(new URL("../../../../contracts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tributary-compat-"));
const repository = join(folder, "repository");
const schema = "contracts/schemas/address-changed.v1.schema.json";

const tributary = (args: readonly string[], cwd = repository) => runCommandLine(cwd, args);
const git = (cwd: string, ...args: string[]) => {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@a.example", "-c", "commit.gpgsign=false"];
  const { status, stderr } = spawnSync("git", [...identity, ...args], { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
};
const edit = (change: (text: string) => string) => {
  const file = join(repository, schema);
  writeFileSync(file, change(readFileSync(file, "utf8")));
};

beforeAll(() => {
  mkdirSync(repository);
  cpSync(contracts, join(repository, "contracts"), { recursive: true });
  rmSync(join(repository, "contracts/released"), { recursive: true, force: true });
  git(repository, "init", "--quiet", "--initial-branch", "main");
  git(repository, "add", ".");
  git(repository, "commit", "--quiet", "-m", "Started");
  git(repository, "checkout", "--quiet", "-b", "narrower");
  edit(text => text.replace('"old", ', ""));
  git(repository, "commit", "--quiet", "-a", "-m", "Narrowed");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("tributary compat", () => {
  test("exits 1 against a branch that a change breaks, with the payload and the consumer", async () => {
    const { status, stdout } = await tributary(["compat", "--against", "main"]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /AddressChanged\.v1 breaks patient-registry, fhir-sync, patient-timeline \(backward.*the new version rejects what main/,
    );
    expect(stdout).toContain('"use":"old"');
  });

  test("shows a terminal where the payload fails and what the words mean, and --format json the whole payload", async () => {
    const { stdout } = await tributary(["compat", "--against", "main"]);
    expect(stdout).not.toContain('"eventId"');
    expect(stdout).toMatch(/\{…, "data":\{…, "\w+":/);
    expect(stdout).toMatch(/^backward: consumers of the new version get older events/m);
    expect(stdout).not.toMatch(/^forward: /m);
    expect(stdout).toContain("More: docs/compatibility.md");
    const json = await tributary(["compat", "--against", "main", "--format", "json"]);
    expect(json.stdout).toContain('\\"eventId\\"');
  });

  test("exits 0 for equal schemas, and says how it judged", async () => {
    const { status, stdout, stderr } = await tributary(["compat", "--against", "HEAD"]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    expect(stderr).toMatch(/^compatible: \d+ events, \d+ older versions \(full; by role\)\n$/);
  });

  test("exits 1 when an event that somebody receives comes from another source, or over another bus", async () => {
    const document = join(repository, "contracts/asyncapi.yaml");
    const before = readFileSync(document, "utf8");
    for (const [from, to] of [
      [/patient(-r|R)egistry/g, "patient$1ecords"],
      [/\bclinical\b(?=$|\/)/gm, "care"],
    ] as const) {
      writeFileSync(document, before.replace(from, to));
      const { status, stdout } = await tributary(["compat", "--against", "HEAD"]);
      expect(status).toBe(1);
      expect(stdout).toMatch(
        /AddressChanged\.v1 moves .* but in HEAD it is received by patient-registry, fhir-sync, patient-timeline/,
      );
    }
    writeFileSync(document, before);
  });

  test("does not take an empty variable for a ref", async () => {
    expect(await tributary(["compat", "--against", ""])).toEqual({
      status: 2,
      stdout: "",
      stderr: "tributary: --against is empty: name a git ref or a folder\n",
    });
  });

  test("calls no event removed because of a document that is not YAML", async () => {
    const document = join(repository, "contracts/asyncapi.yaml");
    const text = readFileSync(document, "utf8");
    writeFileSync(document, `${text}channels: {\n`);
    const { status, stdout } = await tributary(["compat", "--against", "main"]);
    writeFileSync(document, text);
    expect(status).toBe(1);
    expect(stdout).toContain("unreadable-file");
    expect(stdout).not.toContain("compat-removed");
  });

  test("takes a folder, and a mode that asks for less", async () => {
    const other = join(folder, "other");
    cpSync(contracts, other, { recursive: true });
    rmSync(join(other, "released"), { recursive: true });
    expect((await tributary(["compat", "--against", other])).status).toBe(1);
    expect((await tributary(["compat", "--against", other, "--mode", "forward"])).status).toBe(0);
  });

  test("no format changes the verdict", async () => {
    for (const format of ["json", "github-actions", "sarif", "junit", "markdown"]) {
      const { status, stdout } = await tributary(["compat", "--against", "main", "--format", format]);
      expect([format, status]).toEqual([format, 1]);
      expect(stdout).toContain("AddressChanged.v1");
    }
  });

  test("works in a shallow clone, and says what to fetch", async () => {
    const clone = join(folder, "clone");
    git(folder, "clone", "--quiet", "--depth", "1", "--branch", "narrower", `file://${repository}`, clone);
    const { status, stderr } = await tributary(["compat", "--against", "main"], clone);
    expect(status).toBe(2);
    const advice = /git (fetch .*)$/m.exec(stderr)?.[1];
    expect(advice).toBe("fetch --depth=1 origin main:refs/remotes/origin/main");
    git(clone, ...advice!.split(" "));
    expect((await tributary(["compat", "--against", "main"], clone)).status).toBe(1);
  });

  test("suggests a commit, and no git fetch, where there is no commit yet", async () => {
    const fresh = join(folder, "fresh");
    cpSync(contracts, join(fresh, "contracts"), { recursive: true });
    git(fresh, "init", "-q");
    const { status, stderr } = await tributary(["compat", "--against", "HEAD"], fresh);
    expect([status, stderr]).toEqual([2, expect.stringContaining("HEAD is no commit here: commit first")]);
  });

  test("suggests no git fetch for a folder", async () => {
    const { status, stderr } = await tributary(["compat", "--against", "../nowhere/contracts"]);
    expect([status, stderr]).toEqual([2, "tributary: there is no folder ../nowhere/contracts\n"]);
  });

  test.each([
    ["a ref that is not there", ["--against", "nowhere"]],
    ["a ref that looks like an option", ["--against=--upload-pack=x"]],
    ["one schema of two", ["--old", "a.json"]],
    ["a mode that is none", ["--mode", "sideways"]],
  ])("exits 2 in one line for %s", async (_what, args) => {
    const { status, stdout, stderr } = await tributary(["compat", ...args]);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  describe("of two schemas", () => {
    const file = (name: string, content: unknown) => {
      const path = join(folder, name);
      writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
      return path;
    };
    const text = file("text.json", { type: "string" });
    const compare = (older: string, newer: string, ...more: string[]) =>
      tributary(["compat", "--old", older, "--new", newer, ...more]);

    test("judges as the mode says", async () => {
      const short = file("short.json", { type: "string", maxLength: 1 });
      const { status, stdout } = await compare(text, short, "--mode", "backward");
      expect(status).toBe(1);
      expect(stdout).toBe(
        `backward: incompatible\n  valid under ${text}, not under ${short}:\n    "aa"\n  fails "maxLength": must NOT have more than 1 characters\n`,
      );
      expect(await compare(text, short, "--mode", "forward")).toMatchObject({
        status: 0,
        stdout: "forward: compatible\n",
      });
    });

    test("answers the same on GitHub, where findings have another format", async () => {
      const args = ["compat", "--old", text, "--new", text];
      const { status, stdout } = await runCommandLine(folder, args, { GITHUB_ACTIONS: "true" });
      expect([status, stdout]).toEqual([0, "backward: compatible\nforward: compatible\n"]);
    });

    test.each(["github-actions", "sarif", "junit", "markdown"])("says the same as %s", async format => {
      const short = file("shorter.json", '{\n  "type": "string",\n  "maxLength": 1\n}');
      const { status, stdout } = await compare(text, short, "--format", format);
      expect(status).toBe(1);
      expect(stdout).toContain("compat-break");
      expect(stdout).toMatch(/shorter\.json rejects what .*text\.json allows \(backward\), by (\\?"|&quot;)maxLength/);
      if (format === "github-actions") expect(stdout).toMatch(/line=3\b/);
      expect((await compare(text, text, "--format", format)).status).toBe(0);
    });

    test("says unknown as json too, and fails", async () => {
      const opaque = file("opaque.json", { type: "string", format: "mrn" });
      const { status, stdout } = await compare(text, opaque, "--format", "json", "--mode", "backward");
      expect(status).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ version: 1, verdict: "unknown", findings: [{ keyword: "format" }] });
    });

    test.each<[string, unknown, RegExp]>([
      ["draft-04", { $schema: "http://json-schema.org/draft-04/schema#" }, /bad\.json:1:\d+: the dialect/],
      ["a type that is none", '{\n  "type": "strin"\n}', /bad\.json:2:3: must be equal to one of the allowed values/],
      [
        "a reference to itself",
        { properties: { a: { $ref: "#/properties/a" } } },
        /bad\.json:1:\d+: it refers to itself/,
      ],
      ["a reference to nowhere", { $ref: "#/$defs/a" }, /bad\.json:1:1: can't resolve reference/],
      ["no JSON", "{,", /bad\.json:1:\d+: /],
      ["a NUL byte", '{"a":\0}', /bad\.json:1:\d+: /],
      ["ten megabytes", `{"description": "${"a".repeat(10_000_000)}"}`, /bad\.json:\d+:\d+: /],
      ["much nesting", `${'{"not":'.repeat(20_000)}{}${"}".repeat(20_000)}`, /bad\.json:\d+:\d+: /],
    ])("names the place of %s", async (_what, content, message) => {
      const { status, stdout, stderr } = await compare(text, file("bad.json", content));
      expect([status, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(message);
      expect(stderr.trim().split("\n")).toHaveLength(1);
    });

    test("names a file that is missing", async () => {
      expect(await compare(text, join(folder, "none.json"))).toMatchObject({ status: 2, stdout: "" });
    });
  });
});

describe("tributary release", () => {
  test("freezes new schemas, rejects breaking ones, and does neither with --check", async () => {
    const check = await tributary(["release", "--check"]);
    expect(check.status).toBe(1);
    expect(check.stdout).toContain("to release: AddressChanged.v1 revision 1");
    const asked = await tributary(["release", "--check", "--format", "json"]);
    expect([asked.status, JSON.parse(asked.stdout).diagnostics]).toEqual([1, []]);
    expect(asked.stderr).toContain("to release: AddressChanged.v1 revision 1");
    expect((await tributary(["release"])).status).toBe(0);
    expect(await tributary(["release", "--check"])).toMatchObject({ status: 0, stdout: "" });
    edit(value => value.replace('"temp", ', ""));
    const refused = await tributary(["release"]);
    expect(refused.status).toBe(1);
    expect(refused.stdout).toContain("fix: leave this version as it was, and add AddressChanged.v2");
    const document = await tributary(["release", "--format", "json"]);
    expect(document.status).toBe(1);
    expect(JSON.parse(document.stdout)).toMatchObject({ diagnostics: [{ rule: "compat-break" }] });
    expect(refused.stderr).toBe("nothing was released\n");
  });

  test("reports a broken schema as compat does, and freezes it neither the first time nor later", async () => {
    const broken = join(folder, "broken");
    cpSync(contracts, join(broken, "contracts"), { recursive: true });
    const file = join(broken, schema);
    writeFileSync(file, readFileSync(file, "utf8").replaceAll('"type": "string"', '"type": "strin"'));
    const compat = await tributary(["compat"], broken);
    expect(compat.stdout.match(/schema-invalid/g)!.length).toBeGreaterThan(1);
    const refused = { status: 1, stdout: compat.stdout, stderr: "nothing was released\n" };
    expect(await tributary(["release"], broken)).toEqual(refused);
    expect(await tributary(["release", "--check"], broken)).toEqual(refused);
    const released = join(broken, "contracts/released");
    rmSync(released, { recursive: true });
    expect(await tributary(["release"], broken)).toEqual(refused);
    expect(existsSync(released)).toBe(false);
  });

  test("protects released revisions against a branch, and released events always", async () => {
    const kept = join(folder, "kept");
    cpSync(contracts, join(kept, "contracts"), { recursive: true });
    git(kept, "init", "--quiet", "--initial-branch", "main");
    git(kept, "add", ".");
    git(kept, "commit", "--quiet", "-m", "Started");
    const compat = () => tributary(["compat", "--against", "main"], kept);
    expect((await compat()).status).toBe(0);
    const revision = join(kept, "contracts/released/address-changed.v1/1.json");
    const before = readFileSync(revision, "utf8");
    writeFileSync(revision, before.replace(/"description": ".*"/, '"description": ""'));
    expect(await compat()).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/differs from main +released-changed/),
    });
    rmSync(join(revision, ".."), { recursive: true });
    expect(await compat()).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/is missing, but exists in main +released-/),
    });
    cpSync(contracts, join(kept, "contracts"), { recursive: true });
    const released = join(kept, "contracts/released/order-placed.v1");
    mkdirSync(released);
    writeFileSync(join(released, "1.json"), before);
    for (const command of [["compat"], ["release", "--check"], ["release"], ["check", "--no-graph"]]) {
      const { status, stdout } = await tributary(command, kept);
      expect([command, status]).toEqual([command, 1]);
      expect(stdout).toContain("order-placed.v1 was released, but no channel has an event with that stem");
    }
    writeFileSync(join(released, "retired.md"), "Nobody orders any more.\n");
    expect((await tributary(["release", "--check"], kept)).status).toBe(0);
  });
});

describe("tributary compat of files that refer to others beside them", () => {
  /** A folder of its own, with an app that refers to a user. */
  const made = (name: string, files: Readonly<Record<string, object>>) => {
    mkdirSync(join(folder, name));
    for (const [file, value] of Object.entries(files)) writeFileSync(join(folder, name, file), JSON.stringify(value));
    return join(folder, name, "app.json");
  };
  const app = { $id: "common/app.schema.json", properties: { owner: { $ref: "user.schema.json" } } };
  const user = (type: string) => ({ properties: { login: { type } } });
  const compared = async (older: string, newer: string) =>
    (await tributary(["compat", "--old", older, "--new", newer])).status;

  test("finds them by a relative $id, by their name, and not those that are not meant", async () => {
    const id = { $id: "common/user.schema.json" };
    const text = made("text", { "app.json": app, "user.json": { ...id, ...user("string") } });
    const number = made("number", { "app.json": app, "user.json": { ...id, ...user("integer") } });
    const named = made("named", { "app.json": app, "user.schema.json": user("integer") });
    const twice = made("twice", {
      "app.json": app,
      "user.schema.json": { ...id, ...user("integer") },
      "user.old.json": { ...id, ...user("string") },
      "broken.json": { $id: "common/broken.json", type: "no such type" },
    });
    const neither = made("neither", {
      "app.json": app,
      "user.new.json": { ...id, ...user("integer") },
      "user.old.json": { ...id, ...user("string") },
    });
    for (const newer of [number, named, twice]) expect([newer, await compared(text, newer)]).toEqual([newer, 1]);
    for (const newer of [named, twice]) expect([newer, await compared(number, newer)]).toEqual([newer, 0]);
    expect(await compared(text, neither)).toBe(2);
  });
});
