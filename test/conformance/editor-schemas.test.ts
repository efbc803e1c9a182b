import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { configProblems } from "@tributary/contract-tools/config/config-problems";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import languageService from "vscode-json-languageservice";
import { parse } from "yaml";
import config from "../../tributary.config.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const document = readFileSync(`${root}contracts/asyncapi.yaml`, "utf8");
const [, line = ""] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(document) ?? [];

/** Reads a schema and what it refers to as an editor does: by address, without following links of the file system. */
async function validator(path: string) {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    validateFormats: false,
    logger: false,
    loadSchema: async address => withoutId(fileURLToPath(address)),
  });
  return await ajv.compileAsync({ ...withoutId(path), $id: pathToFileURL(path).href });
}

/** A file is known by where it is; those of both dialects say nothing that the dialects read differently. */
function withoutId(path: string): object {
  const { $id: _id, $schema: _dialect, ...schema } = JSON.parse(readFileSync(path, "utf8"));
  return schema;
}

const asyncapi = await validator(resolve(root, "contracts", line));
const settings = await validator(`${root}packages/contract-tools/schemas/config.schema.json`);

test("the schema that the document names takes it", () => {
  expect([asyncapi(parse(document)), asyncapi.errors]).toEqual([true, null]);
});

test.each<[string, (text: string) => string, string]>([
  ["an action that AsyncAPI does not have", text => text.replace("action: send", "action: sends"), "/action"],
  ["no AsyncAPI 3", text => text.replace("asyncapi: 3.1.0", "asyncapi: 2.6.0"), "/asyncapi"],
  ["a promise that nobody can make", text => text.replace("dedupe: eventId", "dedupe: always"), "/x-delivery/dedupe"],
  ["an unknown term", text => text.replace("dedupe: eventId", "dedup: eventId"), "/x-delivery"],
  ["no service", text => text.replace("    x-service: patient-registry\n", ""), "/operations/"],
  ["a bus with spaces", text => text.replace("bus: clinical", "bus: my bus"), "/x-eventbridge/bus"],
  ["a channel off the bus", text => text.replace(/ {4}x-eventbridge:\n( {6}.*\n)+/, ""), "/channels/"],
])("the document's schema refuses %s", (_what, edit, place) => {
  const edited = edit(document);
  expect(edited).not.toBe(document);
  expect(asyncapi(parse(edited))).toBe(false);
  expect(asyncapi.errors?.map(({ instancePath }) => instancePath)).toContainEqual(expect.stringContaining(place));
});

test("the configuration's schema says what the command line says", () => {
  const configs = [
    config,
    {},
    { $schema: "x", sourcePrefix: "com.acme.", stages: { dev: "a.json" } },
    { sourcePrefix: "com.acme" },
    { sourcePrefx: "com.acme." },
    { stages: {} },
    { stages: { "feature/x": "a.json" } },
    { stages: { dev: { snapshot: "a.json", environment: { A: 1 } } } },
    { graph: true },
    { program: "main.ts" },
    { rules: { "schema-dialect": "off" } },
    { overrides: [{ files: ["**"], rules: { "event-size": "of" } }] },
  ];
  const verdicts = configs.map(each => settings(JSON.parse(JSON.stringify(each))));
  expect(verdicts).toEqual(configs.map(each => configProblems(each).length === 0));
  expect(verdicts.filter(Boolean)).toHaveLength(3);
});

/** The setting that a new repository has for VS Code. */
const [eventSchemas] = JSON.parse(readFileSync(`${root}packages/cli/template/.vscode/settings.json`, "utf8"))[
  "json.schemas"
];
const editor = languageService.getLanguageService({
  schemaRequestService: async address => readFileSync(fileURLToPath(address), "utf8"),
  workspaceContext: { resolveRelativePath: (path, from) => new URL(path, from).href },
});
editor.configure({
  schemas: [
    { ...structuredClone(eventSchemas), uri: eventSchemas.url },
    { uri: pathToFileURL(resolve(root, "contracts", line)).href, fileMatch: ["asyncapi.yaml"] },
  ],
});

/** What an editor offers in a file of the repository, at the bar in its text. */
async function offered(file: string, text: string): Promise<string[]> {
  const at = text.indexOf("|");
  expect(at).toBeGreaterThan(0);
  const uri = pathToFileURL(root + file).href;
  const open = languageService.TextDocument.create(uri, "json", 1, text.replace("|", ""));
  const list = await editor.doComplete(open, open.positionAt(at), editor.parseJSONDocument(open));
  return list?.items.map(({ label }) => label) ?? [];
}

const asJson = JSON.stringify(parse(document));
const eventSchema = readFileSync(`${root}contracts/schemas/address-changed.v1.schema.json`, "utf8");
const minimal = '{ "$schema": "./node_modules/@tributary/contract-tools/schemas/config.schema.json", | }';
test.each<[string, string, readonly string[]]>([
  ["contracts/asyncapi.yaml", asJson.replace('"x-delivery":{', '"x-delivery":{|,'), ["maxAge", "claimCheck"]],
  ["contracts/asyncapi.yaml", asJson.replace(/"dedupe":"\w+"/, '"dedupe":|'), ['"eventId"', '"sequence"', '"none"']],
  ["contracts/asyncapi.yaml", asJson.replace('"action":"send"', '"action":|'), ['"send"', '"receive"']],
  ["contracts/asyncapi.yaml", asJson.replace(/"x-service":"[\w-]+",/, "|,"), ["x-service"]],
  ["tributary.config.json", minimal, ["sourcePrefix", "stages", "rules"]],
  ["tributary.config.json", minimal.replace("|", '"failSeverity": |'), ['"error"', '"warning"']],
  [
    "contracts/schemas/address-changed.v1.schema.json",
    eventSchema.replace(/"x-data-classification": "\w+"/, "|"),
    ["x-data-classification", "x-pattern-binds", "description"],
  ],
  [
    "contracts/schemas/address-changed.v1.schema.json",
    eventSchema.replace(/"x-data-classification": "\w+"/, '"x-data-classification": |'),
    ['"phi"', '"pii"', '"none"'],
  ],
])("an editor completes %s (%#)", async (file, text, wanted) => {
  expect(await offered(file, text)).toEqual(expect.arrayContaining([...wanted]));
});

test("every place of an event schema that has a classification is offered its values", async () => {
  const places = [...eventSchema.matchAll(/"x-data-classification": ("\w+")/g)];
  expect(places.length).toBeGreaterThan(5);
  for (const { index, 0: whole } of places) {
    const text = `${eventSchema.slice(0, index)}"x-data-classification": |${eventSchema.slice(index + whole.length)}`;
    expect(await offered("contracts/schemas/address-changed.v1.schema.json", text)).toContain('"phi"');
  }
});

test("the schema for event schemas says what the extensions say, and is what the setting has", () => {
  const read = (path: string) =>
    JSON.parse(readFileSync(`${root}packages/contract-tools/schemas/${path}.schema.json`, "utf8"));
  const { $schema: _dialect, ...schema } = read("event-schema");
  expect(eventSchemas.schema).toEqual(schema);
  for (const name of ["x-data-classification", "x-pattern-binds"]) {
    const { description, enum: values } = read(`extensions/${name}`);
    expect(schema.properties[name]).toEqual({ description, enum: values });
  }
});
