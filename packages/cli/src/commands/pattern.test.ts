import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readPattern } from "@tributary/contract-tools/pattern/read-pattern";
import { testPattern } from "@tributary/contract-tools/pattern/test-pattern";
import { ajvFor } from "@tributary/contract-tools/reference-ajv";
import { afterAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../command-line-fixture.ts";

const contracts = fileURLToPath(new URL("../../../../contracts", import.meta.url));
const binary = fileURLToPath(new URL("../../bin/tributary.js", import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), "tributary-pattern-")));
for (const part of ["asyncapi.yaml", "schemas"]) {
  cpSync(join(contracts, part), join(folder, "contracts", part), { recursive: true });
}
mkdirSync(join(folder, "nothing"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (args: readonly string[], variables: Readonly<Record<string, string>> = {}, cwd = folder) =>
  runCommandLine(cwd, ["pattern", ...args], variables);

/** Runs the binary, which alone has a standard input. */
function runWith(input: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [binary, "pattern", ...args], {
    cwd: folder,
    encoding: "utf8",
    input,
  });
  return { status, stdout, stderr };
}

/** Writes a file and answers its name. */
function file(name: string, content: unknown): string {
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  return name;
}

const created = { "detail-type": ["PatientRecordChanged.v1"], detail: { data: { change: ["created"] } } };
const event = {
  source: "tributary.patient-registry",
  "detail-type": "PatientRecordChanged.v1",
  detail: { data: { change: "deleted", after: { familyName: "CANARY" } } },
};

describe("tributary pattern test", () => {
  test("exits 0 and writes nothing to standard output when the event matches", async () => {
    const matching = file("e.json", { ...event, detail: { data: { change: "created" } } });
    expect(await run(["test", file("p.json", created), matching])).toEqual({
      status: 0,
      stdout: "",
      stderr: "the event matches\n",
    });
  });

  test("names every failing condition of the nearest alternative at its place, and no value of the event", async () => {
    const pattern = `{
  "$or": [
    { "source": ["elsewhere"], "detail": { "data": { "change": ["moved"], "after": { "active": [true] } } } },
    {
      "source": ["tributary.patient-registry"],
      "detail": {
        "data": { "change": ["created"], "after": { "familyName": [{ "prefix": "B" }] } }
      }
    }
  ]
}`;
    const { status, stdout } = await run(["test", file("p.json", pattern), file("e.json", event)]);
    expect(status).toBe(1);
    expect(stdout.split("\n").map(line => line.trim().replace(/\s+/g, " "))).toEqual([
      "p.json",
      '7:19 error detail.data.change should be "created", but it is not pattern-mismatch',
      '7:53 error detail.data.after.familyName should be a text that begins with "B", but it is not pattern-mismatch',
      "",
      "2 errors, 0 warnings",
      "",
    ]);
  });

  test.each(["stylish", "json", "github-actions", "sarif", "junit", "markdown"])(
    "gives the same verdict as %s, and shows no value of the event",
    async format => {
      const found = await run(["test", file("p.json", created), file("e.json", event), "--format", format]);
      expect([found.status, found.stderr]).toEqual([1, ""]);
      expect(found.stdout).toContain("pattern-mismatch");
      expect(found.stdout).not.toMatch(/CANARY|deleted/);
      const clean = file("clean.json", { ...event, detail: { data: { change: "created" } } });
      expect((await run(["test", "p.json", clean, "--format", format])).status).toBe(0);
    },
  );

  test("gives the JSON Pointer into the pattern", async () => {
    const { stdout } = await run(["test", file("p.json", created), file("e.json", event), "--format", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      diagnostics: [{ rule: "pattern-mismatch", file: "p.json", line: 1, pointer: "/detail/data/change" }],
    });
  });

  test("annotates on GitHub", async () => {
    const { stdout } = await run(["test", file("p.json", created), file("e.json", event)], { GITHUB_ACTIONS: "true" });
    expect(stdout).toMatch(/^::error file=p\.json,line=1,col=\d+,title=pattern-mismatch::/);
  });

  test.each([
    ["a pattern", created, /e\.json:1:2: the detail-type of an event is a text: is this a pattern\?/],
    ["alternatives", { $or: [created] }, /e\.json:1:2: no event has \$or: is this a pattern\?/],
    ["a detail", { data: { change: "created" } }, /e\.json:1:1: an event has a source and a detail-type/],
  ])("refuses %s in place of an event", async (_what, given, message) => {
    const { status, stdout, stderr } = await run(["test", file("p.json", created), file("e.json", given)]);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
  });

  test.each([
    ["the pattern", ["test", "-", "e.json"], created],
    ["the event", ["test", "p.json", "-"], event],
  ])("reads %s from standard input", async (_what, args, input) => {
    file("p.json", created);
    file("e.json", event);
    expect(runWith(JSON.stringify(input), args).status).toBe(1);
  });

  test("names standard input if the pattern comes from it", async () => {
    const { status, stderr } = runWith('{"detail": {\n"a": "x"}}', ["test", "-", file("e.json", event)]);
    expect([status, stderr]).toEqual([
      2,
      'tributary: <stdin>:2:1: Event pattern is not valid. Reason: "a" must be an object or an array\n',
    ]);
  });

  test("quotes nothing of an event that is not JSON", async () => {
    const { status, stderr } = await run(["test", file("p.json", created), file("e.json", '{\n  "a": CANARY }')]);
    expect([status, stderr]).toEqual([2, "tributary: e.json:2:8: it is not JSON\n"]);
  });

  test.each([
    ["both from standard input", ["test", "-", "-"], "only one of the two can be standard input"],
    ["a pattern that is not there", ["test", "nowhere.json", "e.json"], "cannot use nowhere.json: no such file"],
    ["an event that is not there", ["test", "p.json", "nowhere.json"], "cannot use nowhere.json: no such file"],
    ["a format that is none", ["test", "p.json", "e.json", "--format", "xml"], "Allowed choices are"],
    ["one argument", ["test", "p.json"], "missing required argument"],
  ])("exits 2 in one line for %s", async (_what, args, message) => {
    file("p.json", created);
    file("e.json", event);
    const { status, stdout, stderr } = await run(args);
    expect([status, stdout, stderr.trim().split("\n").length]).toEqual([2, "", 1]);
    expect(stderr).toContain(message);
  });
});

describe("tributary pattern explain", () => {
  interface Explained {
    readonly verdict: string;
    readonly among: string;
    readonly others: string;
    readonly alternatives: readonly (readonly string[])[];
    readonly matching: unknown;
    readonly notMatching: unknown;
    readonly diagnostics: readonly { rule: string; line: number; pointer: string; message: string; fix?: string }[];
  }
  async function explained(pattern: unknown, ...more: string[]): Promise<Explained & { status: number }> {
    const { status, stdout } = await run(["explain", file("p.json", pattern), "--format", "json", ...more]);
    return { status, ...(JSON.parse(stdout) as Explained) };
  }

  test("describes the pattern in words, and shows an event that matches and one that does not", async () => {
    const { status, stdout, stderr } = await run(["explain", file("p.json", created)]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(
      'It asks for an event whose\n  detail-type is "PatientRecordChanged.v1"\n  and detail.data.change is "created"\n',
    );
    expect(stdout).toMatch(/Such an event of PatientRecordChanged\.v1:\n {2}\{[\s\S]*"change": "created"/);
    expect(stdout).toMatch(
      /An event of PatientRecordChanged\.v1 that does not match:\n {2}\{[\s\S]*"change": "(?!created)/,
    );
  });

  test("gives examples that the matcher and the contract's schema agree with", async () => {
    const found = await explained(created);
    expect(found).toMatchObject({ status: 0, verdict: "satisfiable", others: "some", diagnostics: [] });
    const failing = (each: unknown) => testPattern(readPattern("p.json", JSON.stringify(created)), each).length;
    expect([failing(found.matching), failing(found.notMatching)]).toEqual([0, 1]);
    const schemas = ["event-metadata", "patient-record-changed"].map(name =>
      JSON.parse(readSchema(`${name}.v1.schema.json`)),
    );
    const ajv = ajvFor(schemas[1], {})!.addSchema(schemas[0]);
    const validate = ajv.compile(schemas[1]);
    for (const each of [found.matching, found.notMatching]) {
      validate((each as { detail: unknown }).detail);
      expect(validate.errors).toBeNull();
    }
  });

  test("says that every event of a contract matches", async () => {
    const { stdout, status } = await run(["explain", file("p.json", { "detail-type": ["PatientRecordChanged.v1"] })]);
    expect([status, stdout.includes("Every event of PatientRecordChanged.v1 matches.")]).toEqual([0, true]);
  });

  test.each<[string, object, string, string, string]>([
    ["an unknown field", { chagne: ["created"] }, "/detail/data/chagne", "did you mean change", 'write "change"'],
    [
      "a field of another level",
      { patientId: ["x"] },
      "/detail/data/patientId",
      "no field",
      "detail.data.key.patientId",
    ],
    ["a value never sent", { change: ["update"] }, "/detail/data/change", "never has such a value", 'write "updated"'],
    ["another type", { after: { active: ["yes"] } }, "/detail/data/after/active", "such a type", 'of type "boolean"'],
    ["a condition on an object", { after: ["x"] }, "/detail/data/after", "holds an object", "go on to a field"],
    [
      "conditions that exclude each other",
      { change: ["deleted"], after: { active: [true] } },
      "/detail/data/after/active",
      "contradicts detail.data.change",
      "remove one",
    ],
  ])(
    "exits 1 for %s, with the reason in its place and the smallest fix",
    async (_what, data, pointer, message, fix) => {
      const found = await explained({ "detail-type": ["PatientRecordChanged.v1"], detail: { data } });
      expect([found.status, found.verdict, found.matching]).toEqual([1, "unsatisfiable", undefined]);
      expect(found.diagnostics).toMatchObject([
        {
          rule: "pattern-never-matches",
          pointer,
          message: expect.stringContaining(message),
          fix: expect.stringContaining(fix),
        },
      ]);
    },
  );

  test.each<[string, object, string, string]>([
    ["a value", { data: { change: ["created", "renamed"] } }, "/detail/data/change/1", "has this value here"],
    [
      "an alternative",
      { data: { $or: [{ change: ["created"] }, { chagne: ["created"] }] } },
      "/detail/data/$or/1/chagne",
      "did you mean change",
    ],
  ])("exits 1 for %s that no event meets, in a pattern that some do", async (_what, detail, pointer, message) => {
    const found = await explained({ "detail-type": ["PatientRecordChanged.v1"], detail });
    expect([found.status, found.verdict]).toEqual([1, "satisfiable"]);
    expect(found.diagnostics).toMatchObject([
      { rule: "pattern-never-matches", pointer, message: expect.stringContaining(message) },
    ]);
  });

  test("exits 1 and says so when it is unknown", async () => {
    const pattern = { detail: { data: { code: ["aa"] } } };
    const schema = JSON.parse(readSchema("patient-record-changed.v1.schema.json"));
    schema.properties.data = {
      type: "object",
      additionalProperties: false,
      properties: { code: { type: "string", maxLength: 9, pattern: "^(b+)\\1$" } },
    };
    cpSync(join(folder, "contracts"), join(folder, "hard"), { recursive: true });
    writeFileSync(join(folder, "hard/schemas/patient-record-changed.v1.schema.json"), JSON.stringify(schema));
    const found = await explained(pattern, "--contracts", "hard", "--contract", "PatientRecordChanged.v1");
    expect(found).toMatchObject({ status: 1, verdict: "unknown", diagnostics: [{ rule: "pattern-undecided" }] });
    expect(found.diagnostics[0]?.message).toMatch(/because of pattern at /);
  });

  test("takes the contract asked for rather than the one named", async () => {
    const found = await explained({ source: [{ prefix: "tributary." }] }, "--contract", "AddressChanged.v1");
    expect(found).toMatchObject({ status: 0, among: "event of AddressChanged.v1", others: "none" });
  });

  test.each([
    ["no contract is named", { source: ["x"] }, folder],
    ["two contracts are named", { "detail-type": ["PatientRecordChanged.v1", "AddressChanged.v1"] }, folder],
    ["none is there", created, join(folder, "nothing")],
  ])("shows any event where %s", async (_what, pattern, cwd) => {
    file("p.json", pattern);
    const { status, stdout } = await run(["explain", join(folder, "p.json"), "--format", "json"], {}, cwd);
    expect([status, JSON.parse(stdout)]).toMatchObject([0, { among: "event", verdict: "satisfiable" }]);
  });

  test.each(["stylish", "json", "github-actions", "sarif", "junit", "markdown"])(
    "gives the same verdict as %s",
    async format => {
      file("good.json", created);
      file("bad.json", { "detail-type": ["PatientRecordChanged.v1"], detail: { data: { change: ["x"] } } });
      expect((await run(["explain", "good.json", "--format", format])).status).toBe(0);
      const bad = await run(["explain", "bad.json", "--format", format]);
      expect(bad).toMatchObject({ status: 1, stdout: expect.stringContaining("pattern-never-matches") });
    },
  );

  test.each([
    [
      "a contract that is not there",
      ["--contract", "Nothing.v1"],
      /no contract for Nothing\.v1; it has .*AddressChanged/,
    ],
    ["contracts that are not there", ["--contracts", "nowhere"], /cannot use nowhere: no such file/],
    ["a configuration that is not there", ["--config", "nowhere.json"], /cannot use nowhere\.json/],
  ])("exits 2 in one line for %s", async (_what, args, message) => {
    const { status, stdout, stderr } = await run(["explain", file("p.json", created), ...args]);
    expect([status, stdout, stderr.trim().split("\n").length]).toEqual([2, "", 1]);
    expect(stderr).toMatch(message);
  });
});

describe("a pattern that EventBridge refuses", () => {
  test.each<[string, string, string]>([
    [
      "is not JSON",
      '{\n  "source": [x]\n}',
      "p.json:2:14: Event pattern is not valid. Reason: Unexpected character (code 120) at position 15",
    ],
    [
      "ends too soon",
      '{ "source": [',
      "p.json:1:14: Event pattern is not valid. Reason: Unexpected end-of-input at position 13",
    ],
    [
      "has an unknown operator",
      '{\n  "source": [\n    { "near": "x" }\n  ]\n}',
      "p.json:3:5: Event pattern is not valid. Reason: Unrecognized match type near",
    ],
    [
      "has a wrong operand",
      '{ "a": [{ "numeric":\n [">", 5, "<", 1] }] }',
      "p.json:1:11: Event pattern is not valid. Reason: Bottom must be less than top",
    ],
  ])("and that %s is told where, in the service's words", async (_what, text, message) => {
    file("e.json", event);
    file("p.json", text);
    for (const args of [
      ["test", "p.json", "e.json"],
      ["explain", "p.json"],
    ]) {
      expect(await run(args)).toEqual({ status: 2, stdout: "", stderr: `tributary: ${message}\n` });
    }
  });
});

function readSchema(name: string): string {
  const own = join(folder, "contracts/schemas", name);
  const shipped = new URL(`../../../contract-tools/schemas/${name}`, import.meta.url);
  return readFileSync(existsSync(own) ? own : shipped, "utf8");
}
