import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { checkContracts } from "./check-contracts.ts";

const contracts = fileURLToPath(new URL("../../../../contracts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tributary-near-"));
afterAll(() => rmSync(folder, { recursive: true }));
const schema = "schemas/address-changed.v1.schema.json";
const document = "asyncapi.yaml";

test.each([
  [
    "a type",
    schema,
    '"type": "object"',
    '"type": "objekt"',
    ['as a schema, "objekt" is not a value of this keyword: did you mean "object"?'],
  ],
  [
    "a type in a list",
    schema,
    '"type": "object"',
    '"type": ["object", "arr"]',
    ['as a schema, "arr" is not a value of this keyword: did you mean "array"?'],
  ],
  [
    "no type at all",
    schema,
    '"type": "object"',
    '"type": "colour"',
    [
      'as a schema, "colour" is not a value of this keyword: one of array, boolean, integer, null, number, object, string',
    ],
  ],
  ["a number as text", schema, '"maxItems": 16', '"maxItems": "16"', ['as a schema, must be integer, not "16"']],
  [
    "an extension",
    document,
    "x-delivery: { order: sequence, dedupe: eventId, r",
    "x-delivry: { order: sequence, dedupe: eventId, r",
    ["no schema describes x-delivry; did you mean x-delivery?"],
  ],
  [
    "a term",
    document,
    "maxAge: PT24H",
    "maxage: PT24H",
    ["x-delivery/maxage is not a field of the contract; did you mean maxAge?"],
  ],
  [
    "a level",
    document,
    "dedupe: sequence",
    "dedupe: sequense",
    ['x-delivery/dedupe must be one of ["eventId","sequence","none"]; did you mean sequence?'],
  ],
  ["an age", document, "maxAge: PT24H", "maxAge: 24h", ['x-delivery/maxAge must match format "duration"']],
])("%s that is nearly right is one finding that says what was meant", async (_what, file, from, to, messages) => {
  cpSync(contracts, folder, { recursive: true });
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
  const found = await checkContracts(folder);
  const line = found.find(({ message }) => message === messages[0])?.line;
  expect(found.filter(each => each.line === line).map(({ message }) => message)).toEqual(messages);
});

test.each([
  ["x-service", "x-servce"],
  ["x-service", "x-Service"],
  ["x-eventbridge", "x-eventbrige"],
])("%s that is written %s is one finding", async (right, wrong) => {
  cpSync(contracts, folder, { recursive: true });
  const path = join(folder, document);
  writeFileSync(path, readFileSync(path, "utf8").replace(new RegExp(`^    ${right}:`, "m"), `    ${wrong}:`));
  expect((await checkContracts(folder)).map(({ message }) => message)).toEqual([
    `no schema describes ${wrong}; did you mean ${right}?`,
  ]);
});
