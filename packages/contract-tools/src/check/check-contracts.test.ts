import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { checkContracts } from "./check-contracts.ts";

const contracts = fileURLToPath(new URL("../../../../contracts", import.meta.url));
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A copy of the contracts of this repository, to break. */
function copy(): string {
  const folder = mkdtempSync(join(tmpdir(), "tributary-contracts-"));
  folders.push(folder);
  cpSync(contracts, folder, { recursive: true });
  return folder;
}

const asyncapi = "asyncapi.yaml";
const schema = "schemas/address-changed.v1.schema.json";
const example = "examples/address-changed.v1/valid/created.json";
const emptyLine = "examples/address-changed.v1/invalid/empty-line.json";

type Breakage = readonly [what: string, file: string, edit: (text: string) => string, rule: string, where?: string];

const replace = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to);

/** Addresses, sent with a claim check. */
const claimChecked = (text: string) =>
  text.replace(/(patientRegistrySendsAddressChanged:[\s\S]*?replayable: true)/, "$1, claimCheck: true");

const breakages: readonly Breakage[] = [
  ["a tab in the YAML", asyncapi, text => `${text}\tx: 1\n`, "unreadable-file", "\tx: 1"],
  ["a NUL byte in the YAML", asyncapi, text => `${text}\0`, "unreadable-file", "\0"],
  ["a key given twice", asyncapi, text => `${text}asyncapi: 3.1.0\n`, "unreadable-file", "asyncapi: 3.1.0\n$"],
  [
    "YAML nested deeper than a parser can go",
    asyncapi,
    text => `${text}x-deep: ${"[".repeat(20_000)}${"]".repeat(20_000)}`,
    "unreadable-file",
  ],
  ["no AsyncAPI at all", asyncapi, () => "hello\n", "asyncapi-version"],
  [
    "an unknown action",
    asyncapi,
    replace("action: send", "action: sends"),
    "asyncapi-document-resolved",
    "action: sends",
  ],
  [
    "a reference to no file",
    asyncapi,
    replace("./schemas/address-changed", "./schemas/nothing"),
    "invalid-ref",
    "\\$ref: ./schemas/nothing",
  ],
  [
    "a reference over the network",
    asyncapi,
    replace("./schemas/address-changed.v1.schema.json", "https://example.com/a.json"),
    "reference-remote",
    "\\$ref: https:",
  ],
  [
    "a message that refers to itself",
    asyncapi,
    replace("name: AddressChanged.v1", '$ref: "#/components/messages/AddressChanged.v1"'),
    "reference-circular",
  ],
  [
    "a reception without a sender",
    asyncapi,
    replace(/ {2}patientRegistrySendsAddressChanged:[\s\S]*?(?= {2}patientTimelineReceivesPatient)/, ""),
    "reception-without-sender",
    "patientTimelineReceivesAddressChanged:",
  ],
  [
    "an event received twice by one service",
    asyncapi,
    replace(
      /^ {2}patientTimelineReceivesAddressChanged:\n((?: {4}.*\n)+)/m,
      "$&  patientTimelineReceivesAddressChangedAgain:\n$1",
    ),
    "reception-duplicate",
    "patientTimelineReceivesAddressChangedAgain:",
  ],
  [
    "an operation of no service",
    asyncapi,
    replace(/(?<=patientRecordChanged"\n) {4}x-service: patient-timeline\n/, ""),
    "operation-without-service",
    "patientTimelineReceivesPatientRecordChanged",
  ],
  [
    "an operation with a message of its own",
    asyncapi,
    replace(
      /(?<=patientRecordChanged"\n)(?= {4}x-service: patient-timeline\n)/,
      "    messages:\n      - name: Other\n",
    ),
    "operation-message",
    "name: Other",
  ],
  [
    "an operation with no message",
    asyncapi,
    replace(/(?<=patientRecordChanged"\n)(?= {4}x-service: patient-timeline\n)/, "    messages: []\n"),
    "operation-message",
    "messages: ",
  ],
  [
    "a source that is not its sender",
    asyncapi,
    replace("source: tributary.patient-registry", "source: tributary.somebody"),
    "event-source",
    "source: tributary.somebody",
  ],
  [
    "an address that is not its detail-type",
    asyncapi,
    replace("address: clinical/AddressChanged.v1", "address: elsewhere"),
    "channel-address",
    "address: elsewhere",
  ],
  [
    "an operation called otherwise",
    asyncapi,
    replace("patientRegistrySendsAddressChanged", "sendIt"),
    "operation-name",
    "sendIt",
  ],
  [
    "a channel that is not on EventBridge",
    asyncapi,
    replace(/ {4}x-eventbridge:\n( {6}.*\n){3}/, ""),
    "channel-without-eventbridge",
    "patientRecordChanged:",
  ],
  [
    "a sender that promises less order than a receiver asks for",
    asyncapi,
    replace("order: sequence, dedupe: eventId, replayable", "order: none, dedupe: eventId, replayable"),
    "delivery-promise",
    "order: sequence, dedupe: sequence, maxAge",
  ],
  [
    "a sender that repeats events under another id than a receiver claims",
    asyncapi,
    replace("dedupe: eventId, replayable", "dedupe: sequence, replayable"),
    "delivery-promise",
    "dedupe: eventId, maxAge",
  ],
  [
    "a sender whose repetitions nothing recognises",
    asyncapi,
    replace("dedupe: eventId, replayable", "dedupe: none, replayable"),
    "delivery-promise",
    "dedupe: sequence, maxAge",
  ],
  [
    "a sender without promises",
    asyncapi,
    replace("    x-delivery: { order: sequence, dedupe: eventId, replayable: true }\n", ""),
    "delivery-promise",
    "order: sequence, dedupe: sequence, maxAge",
  ],
  [
    "a receiver of what may be replayed from a sender whose events may not",
    asyncapi,
    text =>
      text
        .replace("replayable: true", "replayable: false")
        .replace("dedupe: eventId, maxAge", "dedupe: eventId, replayable: true, maxAge"),
    "delivery-promise",
    "replayable: true, maxAge",
  ],
  [
    "repetitions recognised by a sequence that orders nothing",
    asyncapi,
    replace("order: sequence, dedupe: sequence", "order: none, dedupe: sequence"),
    "delivery-promise",
    "order: none, dedupe: sequence",
  ],
  [
    "an extension that breaks its schema",
    asyncapi,
    replace("order: sequence", "order: sometimes"),
    "extension-invalid",
    "order: sometimes",
  ],
  ["an older AsyncAPI", asyncapi, replace("asyncapi: 3.1.0", "asyncapi: 2.6.0"), "asyncapi-version", "asyncapi: 2"],
  [
    "an extension schema that is none",
    "extensions/x-billing.schema.json",
    () => '{ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "thing" }',
    "schema-invalid",
    '"type": "thing"',
  ],
  [
    "an extension that nothing describes",
    asyncapi,
    text => `${text}x-mystery: 1\n`,
    "extension-undescribed",
    "x-mystery",
  ],
  [
    "a filter that EventBridge refuses",
    asyncapi,
    replace("action: receive", "action: receive\n    x-eventbridge: { filter: { data: { change: [{ near: 1 }] } } }"),
    "filter-invalid",
    ".*near",
  ],
  [
    "a filter on a value that never comes",
    asyncapi,
    replace(
      "action: receive",
      "action: receive\n    x-eventbridge: { filter: { data: { change: [created, renamed] } } }",
    ),
    "filter-value-impossible",
    "renamed",
  ],
  [
    "a filter on a field that is not there",
    asyncapi,
    replace("action: receive", "action: receive\n    x-eventbridge: { filter: { data: { nope: [1] } } }"),
    "filter-path-unknown",
    "nope",
  ],
  [
    "an alternative of a filter that no event meets",
    asyncapi,
    replace(
      "action: receive",
      "action: receive\n    x-eventbridge: { filter: { data: { $or: [{ change: [created] }, { chagne: [created] }] } } }",
    ),
    "filter-path-unknown",
    "chagne",
  ],
  [
    "a value that never comes in an alternative of a filter",
    asyncapi,
    replace(
      "action: receive",
      "action: receive\n    x-eventbridge: { filter: { data: { $or: [{ change: [created, renamed] }, { change: [deleted] }] } } }",
    ),
    "filter-value-impossible",
    "renamed",
  ],
  [
    "a filter on data that may travel by claim check",
    asyncapi,
    text =>
      claimChecked(text).replace(
        /(patientRegistryReceivesAddressChanged:\n {4}action: receive)/,
        "$1\n    x-eventbridge: { filter: { $or: [{ metadata: { subject: [a] } }, { data: { change: [created] } }] } }",
      ),
    "filter-on-claim-check",
    "data: { change",
  ],
  [
    "a claim check that is no yes or no",
    asyncapi,
    replace("replayable: true", "replayable: true, claimCheck: 1"),
    "extension-invalid",
  ],
  [
    "a longest age without a fixed length",
    asyncapi,
    replace("maxAge: PT24H", "maxAge: P1M"),
    "extension-invalid",
    "maxAge: P1M",
  ],
  ...["PT0S", "PT59S", "PT24H1S", "P400D"].map(
    age =>
      [
        `a longest age of ${age}, which EventBridge does not take`,
        asyncapi,
        replace("maxAge: PT24H", `maxAge: ${age}`),
        "delivery-age",
        `maxAge: ${age}`,
      ] as const,
  ),
  ["JSON that is not", schema, replace('"type"', "type"), "unreadable-file"],
  ["a NUL byte in JSON", schema, text => `${text}\0`, "unreadable-file", "\0"],
  [
    "another draft",
    schema,
    replace("https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-04/schema#"),
    "schema-dialect",
    '"\\$schema"',
  ],
  [
    "another dialect than what it refers to, with a list that means something else there",
    schema,
    text =>
      text
        .replace("https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#")
        .replace('"maxItems": 16,', '"maxItems": 16, "additionalItems": false,'),
    "schema-dialect",
    '"\\$schema"',
  ],
  ["a schema without an id", schema, replace(/ {2}"\$id": .*\n/, ""), "schema-without-id"],
  [
    "a schema with the id of another",
    "schemas/patient-record-changed.v1.schema.json",
    replace("schemas/patient-record-changed.v1", "schemas/address-changed.v1"),
    "schema-id-duplicate",
  ],
  [
    "a reference to no definition",
    schema,
    replace("#/$defs/image", "#/$defs/nothing"),
    "schema-reference-missing",
    '"\\$ref": "#/\\$defs/nothing"',
  ],
  [
    "a definition that refers to itself",
    schema,
    replace('"#/$defs/updated"', '"#/$defs/data"'),
    "schema-reference-circular",
    '"\\$ref": "#/\\$defs/data"\\s+\\}',
  ],
  ["a keyword misspelt", schema, replace('"maxItems"', '"maxItemz"'), "schema-not-strict"],
  ["a pattern that is no pattern", schema, replace("^[A-Za-z0-9.-]{1,64}$", "["), "schema-not-strict"],
  [
    "a keyword with a wrong value",
    schema,
    replace('"maxItems": 16', '"maxItems": "16"'),
    "schema-invalid",
    '"maxItems": "16"',
  ],
  ["a format that nobody knows", schema, replace('"maxLength": 64', '"format": "zip"'), "format-unknown"],
  [
    "a class that is none",
    schema,
    replace('"x-data-classification": "phi"', '"x-data-classification": "secret"'),
    "extension-invalid",
    '"x-data-classification": "secret"',
  ],
  ["a field without a class", schema, replace(/,\s*"x-data-classification": "phi"/, ""), "field-unclassified"],
  [
    "free text classified none",
    schema,
    replace(/("postalCode": \{[^}]*)"phi"/, '$1"none"'),
    "classification-free-text",
  ],
  ["a text without a bound", schema, replace(/"maxLength": 64,\s*/, ""), "field-unbounded"],
  ["a valid example that is not", example, replace('"created"', '"made"'), "example-not-valid", '"change": "made"'],
  ["an invalid example that is valid", emptyLine, replace('""', '"Lgh 1"'), "example-not-invalid", '"value"'],
  [
    "an invalid example that fails otherwise",
    emptyLine,
    replace('"minLength"', '"pattern"'),
    "example-other-violation",
    '"violation"',
  ],
  ["an invalid example that states nothing", emptyLine, () => "{}", "example-malformed"],
];

describe("a contract with", () => {
  for (const [what, file, edit, rule, where = ""] of breakages) {
    test(`${what} is a finding in its file, at its place`, async () => {
      const root = copy();
      const path = join(root, file);
      const text = edit(existsSync(path) ? readFileSync(path, "utf8") : "");
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      // What the parser says of a document takes most of the time of a check.
      const found = await checkContracts(root, { parseWhenNeeded: file !== asyncapi });
      const finding = found.find(each => each.rule === rule && each.file === path);
      expect(found.map(each => each.rule)).toContain(rule);
      expect(finding).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
      const rest = text
        .split("\n")
        .slice(finding!.line - 1)
        .join("\n");
      expect(rest.slice(finding!.column - 1)).toMatch(new RegExp(`^[^\\n]{0,20}?${where}`));
    });
  }

  test("a pattern that backtracks without end names the example that shows it, and judges the others", async () => {
    const root = copy();
    const write = (file: string, edit: (text: string) => string) =>
      writeFileSync(join(root, file), edit(readFileSync(join(root, file), "utf8")));
    write(schema, text => text.replaceAll("^[A-Za-z0-9.-]{1,64}$", "^([a-z]|[a-z]|[0-9.-])*$"));
    write(example, replace('"p-1001"', `"${"a".repeat(60)}!"`));
    write(emptyLine, replace('""', '"Lgh 1"'));
    const found = (await checkContracts(root)).filter(each => each.rule.startsWith("example"));
    expect(found.map(({ rule, file }) => [rule, file])).toEqual([
      ["example-not-invalid", join(root, emptyLine)],
      ["example-takes-long", join(root, example)],
    ]);
  });

  test("several faults reports them all at once, sorted by place", async () => {
    const root = copy();
    for (const [what, file, edit] of breakages) {
      if (!/operation called|breaks its schema|keyword misspelt|fails otherwise/.test(what)) continue;
      writeFileSync(join(root, file), edit(readFileSync(join(root, file), "utf8")));
    }
    const found = await checkContracts(root);
    const rules = new Set(found.map(({ rule }) => rule));
    expect([...rules]).toEqual(expect.arrayContaining(["operation-name", "extension-invalid", "schema-not-strict"]));
    const places = found.map(({ file, line }) => [file, String(line).padStart(6, "0")].join(" "));
    expect(places).toEqual([...places].sort());
  });
});

test.each<[what: string, file: string, edit: (text: string) => string]>([
  [
    "an empty fragment after the file of a payload",
    asyncapi,
    replace(/(address-changed\.v1\.schema\.json)/, '"./schemas/$1#"'),
  ],
  [
    "draft-07 among 2020-12",
    schema,
    replace("https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#"),
  ],
  [
    "relative ids, and references by file name",
    schema,
    text => text.replace(/"\$id": "[^"]*"/, '"$id": "address-changed.v1.schema.json"'),
  ],
  ["what editors write", schema, replace('"maxItems": 16,', '"maxItems": 16, "x-order": 1, "example": ["Lgh 1"],')],
])("%s is taken", async (_what, file, edit) => {
  const root = copy();
  const path = join(root, file);
  const before = readFileSync(path, "utf8");
  const text = edit(before).replace('$ref: ./schemas/"', '$ref: "');
  expect(text).not.toBe(before);
  writeFileSync(path, text);
  expect(await checkContracts(root)).toEqual([]);
});

test("a file that is not there is named as the others are, wherever the folder is", async () => {
  const root = copy();
  const edit = replace("./schemas/address-changed", "./schemas/nothing");
  writeFileSync(join(root, asyncapi), edit(readFileSync(join(root, asyncapi), "utf8")));
  const folder = relative(".", root);
  const found = await checkContracts(folder);
  const messages = found.filter(({ rule }) => rule === "invalid-ref").map(({ message }) => message);
  expect(messages).toEqual([`there is no file ${join(folder, "schemas/nothing.v1.schema.json")}`]);
});

test("a filter on what the event can be is clean", async () => {
  const root = copy();
  const filter =
    "{ data: { change: [created, { anything-but: [deleted] }], after: { identifiers: { system: [urn:x] } } } }";
  const edit = replace("action: receive", `action: receive\n    x-eventbridge: { filter: ${filter} }`);
  writeFileSync(join(root, asyncapi), edit(readFileSync(join(root, asyncapi), "utf8")));
  expect(await checkContracts(root)).toEqual([]);
});

test("a filter on the metadata of what may travel by claim check is clean, and so is one on the data of what may not", async () => {
  const root = copy();
  const path = join(root, asyncapi);
  const withFilter = (operation: string, filter: string) => (text: string) =>
    text.replace(
      `${operation}:\n    action: receive`,
      `${operation}:\n    action: receive\n    x-eventbridge: { filter: ${filter} }`,
    );
  const text = withFilter(
    "fhirSyncReceivesAddressChanged",
    "{ metadata: { subject: [{ prefix: a }] } }",
  )(
    withFilter(
      "fhirSyncReceivesPatientRecordChanged",
      "{ data: { change: [created] } }",
    )(claimChecked(readFileSync(path, "utf8"))),
  );
  writeFileSync(path, text);
  expect(await checkContracts(root)).toEqual([]);
});

describe("where extensions are described otherwise", () => {
  for (const [what, edit, rule] of [
    [
      "a detail-type without a version",
      replace("detailType: AddressChanged.v1", "detailType: AddressChanged"),
      "extension-invalid",
    ],
    [
      "a detail-type that makes no name",
      replace("detailType: AddressChanged.v1", "detailType: ../x.v1"),
      "extension-invalid",
    ],
    [
      "a service that makes no name",
      replace("x-service: patient-timeline", "x-service: ../x"),
      "operation-without-service",
    ],
  ] as const) {
    test(`${what} is not a clean contract`, async () => {
      const root = copy();
      for (const name of ["x-eventbridge", "x-service"]) {
        const schema = {
          $schema: "https://json-schema.org/draft/2020-12/schema",
          $id: `https://a.example/${name}.json`,
        };
        mkdirSync(join(root, "extensions"), { recursive: true });
        writeFileSync(join(root, `extensions/${name}.schema.json`), JSON.stringify(schema));
      }
      writeFileSync(join(root, asyncapi), edit(readFileSync(join(root, asyncapi), "utf8")));
      expect(await checkContracts(root)).toContainEqual(expect.objectContaining({ rule, severity: "error" }));
    });
  }
});

test("a folder that is not there throws what the file system says", async () => {
  await expect(checkContracts("/nowhere/at/all")).rejects.toMatchObject({ code: "ENOENT" });
});
