import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { runCommandLine } from "./command-line-fixture.ts";

const contracts = fileURLToPath(new URL("../../../contracts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tributary-bad-"));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  rmSync(at("contracts"), { recursive: true, force: true });
  for (const part of ["asyncapi.yaml", "schemas", "examples", "released"]) {
    cpSync(join(contracts, part), at(join("contracts", part)), { recursive: true });
  }
});

interface Outcome {
  readonly status: number;
  readonly output: string;
}

async function tributary(...args: readonly string[]): Promise<Outcome> {
  const { status, stdout, stderr } = await runCommandLine(folder, args);
  return { status, output: stdout + stderr };
}

/** The outcomes of several, one after the other. */
async function outcomesOf(commands: readonly (readonly string[])[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const args of commands) outcomes.push(await tributary(...args));
  return outcomes;
}

/** Exit code 1 or 2, the place in the file, and nothing that looks like a crash. */
function expectPlaced(command: string, { status, output }: Outcome, file: string) {
  expect([command, status === 1 || status === 2, output]).toEqual([command, true, expect.any(String)]);
  expect([command, output]).toEqual([
    command,
    expect.stringMatching(new RegExp(`${file.replaceAll(".", "\\.")}(:|\n +)\\d+:\\d+`)),
  ]);
  expect([command, output]).toEqual([command, expect.not.stringMatching(/^\s+at |defect of tributary|Maximum call/m)]);
}

const documentFile = "contracts/asyncapi.yaml";
const schemaFile = "contracts/schemas/address-changed.v1.schema.json";
const exampleFile = "contracts/examples/address-changed.v1/valid/created.json";
const releasedFile = "contracts/released/address-changed.v1/1.json";

const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;

/** What a file may hold that is no text of its kind at all. */
const scraps: readonly (readonly [what: string, damage: (file: string) => void])[] = [
  ["is empty", file => writeFileSync(at(file), "")],
  ["is a folder", file => [rmSync(at(file)), mkdirSync(at(file))]],
  ["holds a NUL byte", file => edit(file, text => `${text}\0`)],
  ["is not UTF-8", file => writeFileSync(at(file), Buffer.from([...readFileSync(at(file)), 0xc3, 0x28]))],
  ["nests 100,000 levels", file => edit(file, text => (file.endsWith(".json") ? deep : `${text}x-deep: ${deep}\n`))],
  ["has ten megabytes", file => writeFileSync(at(file), JSON.stringify({ x: "x".repeat(10_000_000) }))],
  ["ends too soon", file => edit(file, text => text.slice(0, text.lastIndexOf('"')))],
];

function edit(file: string, change: (text: string) => string) {
  const before = readFileSync(at(file), "utf8");
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(at(file), after);
}

const withDefinition = (definition: object) => (text: string) => {
  const schema = JSON.parse(text);
  const properties = { ...schema.properties, x: { $ref: "#/$defs/x" } };
  return JSON.stringify({ ...schema, properties, $defs: { ...schema.$defs, x: definition } }, null, 2);
};

const withChain = (length: number) => (text: string) => {
  const links = Array.from({ length }, (_, i) => [`link${i}`, { $ref: `#/$defs/link${i + 1}` }]);
  const schema = JSON.parse(text);
  const $defs = { ...schema.$defs, ...Object.fromEntries(links), [`link${length}`]: {} };
  return JSON.stringify({ ...schema, $defs, properties: { ...schema.properties, x: { $ref: "#/$defs/link0" } } });
};

/** Legal: a comparison places it where the recursion is too deep for the engine's stack, which optimized code needs less of. */
const CHAIN = "a schema refers through 3,000 others";

const damages: readonly (readonly [what: string, file: string, damage: (file: string) => void])[] = [
  ...[documentFile, schemaFile].flatMap(file =>
    scraps.map(([what, damage]) => [`${file.split("/").at(-1)} ${what}`, file, damage] as const),
  ),
  ["YAML is indented with a tab", documentFile, file => edit(file, text => `${text}\tx: 1\n`)],
  [
    "a document refers to a schema that is not there",
    documentFile,
    file => edit(file, text => text.replace("./schemas/address-changed", "./schemas/nothing")),
  ],
  [
    "a document refers to a message that is not there",
    documentFile,
    file => edit(file, text => text.replace("#/components/messages/AddressChanged.v1", "#/components/messages/None")),
  ],
  [
    "a message refers to itself",
    documentFile,
    file =>
      edit(file, text =>
        text.replace(
          /( {4}AddressChanged\.v1:\n)( {6}.*\n)+?(?= {4}\S)/,
          '$1      $ref: "#/components/messages/AddressChanged.v1"\n',
        ),
      ),
  ],
  ["a schema refers to nothing", schemaFile, file => edit(file, withDefinition({ $ref: "#/$defs/nothing" }))],
  ["a schema refers to no file", schemaFile, file => edit(file, withDefinition({ $ref: "nothing.json" }))],
  [
    "a schema refers to a stray percent sign",
    schemaFile,
    file => edit(file, withDefinition({ $ref: "#/$defs/%E0%A4" })),
  ],
  [CHAIN, schemaFile, file => edit(file, withChain(3_000))],
  ["a schema refers to itself", schemaFile, file => edit(file, withDefinition({ $ref: "#/$defs/x" }))],
  [
    "a schema is of draft-04",
    schemaFile,
    file => edit(file, text => text.replace(/(?<="\$schema": ")[^"]*/, "http://json-schema.org/draft-04/schema#")),
  ],
  ["ajv throws at a type", schemaFile, file => edit(file, withDefinition({ type: "strin" }))],
  ["ajv throws at a pattern", schemaFile, file => edit(file, withDefinition({ type: "string", pattern: "(" }))],
  ["ajv throws at an id", schemaFile, file => edit(file, text => text.replace(/(?<="\$id": ")[^"]*/, ":::"))],
];

describe.each(damages)("where %s", (what, file, damage) => {
  test("check, generate, compat and pattern explain name the place", async () => {
    damage(file);
    writeFileSync(at("p.json"), '{ "detail-type": ["AddressChanged.v1"] }');
    const commands = [["check"], ["generate"], ["compat"], ["pattern", "explain", "p.json"]];
    const outcomes = await outcomesOf(commands);
    for (const [i, outcome] of outcomes.entries()) {
      const command = commands[i]!.join(" ");
      if (what === CHAIN && command === "compat" && outcome.status === 0) expect(outcome.output).toMatch(/^compatible/);
      else expectPlaced(command, outcome, file);
    }
  });
});

describe.each(scraps)("an example or a released schema that %s", (_what, damage) => {
  test("is placed by those who read it", async () => {
    damage(exampleFile);
    damage(releasedFile);
    const [check, generate, compat] = await outcomesOf([["check"], ["generate"], ["compat"]]);
    expectPlaced("check", check!, exampleFile);
    expectPlaced("generate", generate!, exampleFile);
    expectPlaced("compat", compat!, releasedFile);
  });
});

describe.each(scraps)("a pattern, an event or a schema given as a file that %s", (_what, damage) => {
  test("is placed, with exit code 2", async () => {
    const names = ["pattern.json", "event.json", "schema.json"];
    for (const name of names) {
      rmSync(at(name), { recursive: true, force: true });
      writeFileSync(at(name), '{ "type": ["object"] }');
    }
    cpSync(at("event.json"), at("sound.json"));
    for (const name of names) damage(name);
    const commands = [
      { file: "pattern.json", args: ["pattern", "test", "pattern.json", "sound.json"] },
      { file: "pattern.json", args: ["pattern", "explain", "pattern.json"] },
      { file: "event.json", args: ["pattern", "test", "sound.json", "event.json"] },
      { file: "schema.json", args: ["compat", "--old", "sound.json", "--new", "schema.json"] },
    ];
    const outcomes = await outcomesOf(commands.map(({ args }) => args));
    for (const [i, outcome] of outcomes.entries()) {
      const { args, file } = commands[i]!;
      if (/is a folder/.test(outcome.output)) expect(outcome.output).toContain(file);
      else expectPlaced(args.join(" "), outcome, file);
      expect([args, outcome.status, outcome.output.trim().split("\n").length]).toEqual([args, 2, 1]);
    }
  });
});

describe("a pattern", () => {
  const rest = { source: ["tributary.patient-registry"], "detail-type": ["AddressChanged.v1"] };
  const event = { ...{ source: rest.source[0], "detail-type": rest["detail-type"][0] }, detail: { data: {} } };
  const filterOf = (length: number) => {
    const around = JSON.stringify({ ...rest, detail: { data: { change: ["created", ""] } } }).length;
    return { data: { change: ["created", "x".repeat(length - around)] } };
  };

  test.each([
    [2_048, 1, /^(?!.*quota)[\s\S]*detail\.data\.change should be/],
    [4_096, 1, /detail\.data\.change should be[\s\S]*more than 2048 characters.*eb-quota/],
    [4_097, 2, /p\.json:1:1: the pattern has 4097 characters.*eb-quota/],
  ])("of %d characters as a file exits with %d", async (length, status, message) => {
    writeFileSync(at("p.json"), JSON.stringify({ ...rest, detail: filterOf(length) }, null, 2));
    writeFileSync(at("e.json"), JSON.stringify(event));
    const outcome = await tributary("pattern", "test", "p.json", "e.json");
    expect(outcome.status).toBe(status);
    expect(outcome.output).toMatch(message);
    // The filler is a value that no event has, which explain finds.
    expect((await tributary("pattern", "explain", "p.json")).status).toBe(status);
  });

  test.each([
    [2_048, undefined],
    [2_049, "warning"],
    [4_096, "warning"],
    [4_097, "error"],
  ])("of %d characters, with a filter of a contract in it, is a finding: %s", async (length, severity) => {
    const { data } = filterOf(length);
    // The filler is a value that may come, so that length is all there is to find.
    const filter = { data: { change: [data.change[0], { "anything-but": "x".repeat(data.change[1]!.length - 17) }] } };
    expect(JSON.stringify({ ...rest, detail: filter })).toHaveLength(length);
    edit(documentFile, text =>
      text.replace(
        "  patientTimelineReceivesAddressChanged:\n",
        found => `${found}    x-eventbridge: { filter: ${JSON.stringify(filter)} }\n`,
      ),
    );
    const { status, output } = await tributary("check", "--format", "json");
    const { diagnostics } = JSON.parse(output) as { diagnostics: readonly { rule: string; severity: string }[] };
    expect(status).toBe(severity === "error" ? 1 : 0);
    const lines = readFileSync(at(documentFile), "utf8").split("\n");
    const line = lines.findIndex(each => each.includes('filter: {"data":{"change"')) + 1;
    const found = severity === undefined ? [] : [{ rule: "filter-too-long", severity, file: documentFile, line }];
    expect(diagnostics).toMatchObject(found);
    expect(diagnostics).toHaveLength(found.length);
  });
});
