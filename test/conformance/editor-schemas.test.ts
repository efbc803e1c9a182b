import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { configProblems } from "@tributary/contract-tools/config/config-problems";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
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
