import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadContracts } from "@tributary/contract-tools/load-contracts";
import { afterEach, expect, test } from "vitest";
import { type CompareContractsOptions, compareContracts } from "./compare-contracts.ts";
import { comparisonDiagnostics } from "./comparison-diagnostics.ts";
import { type SampleContracts, sampleContracts } from "./contracts-fixture.ts";
import { planRelease, writeRelease } from "./release-contracts.ts";

const made: SampleContracts[] = [];
afterEach(() => {
  for (const each of made.splice(0)) each.remove();
});
const contracts = (actions?: readonly string[]) => {
  const sample = sampleContracts(actions);
  made.push(sample);
  return sample;
};
const order = (properties: object, more: object = {}) => ({
  type: "object",
  properties: { id: { type: "string" }, ...properties },
  additionalProperties: false,
  ...more,
});
const model = ({ root }: SampleContracts) => loadContracts(root).model;
const messages = (sample: SampleContracts, options: CompareContractsOptions = {}) =>
  comparisonDiagnostics(compareContracts(model(sample), options), "asyncapi.yaml", "by-role").map(
    ({ rule, message }) => `${rule}: ${message}`,
  );
const release = (sample: SampleContracts) => {
  const { revisions } = planRelease(model(sample));
  writeRelease(revisions);
  return revisions.map(({ detailType, revision }) => `${detailType} ${revision}`);
};

test("names the consumers that a change breaks, and a payload that shows it", () => {
  const sample = contracts();
  release(sample);
  sample.schema(order({ total: { type: "number" } }, { required: ["total"] }));
  expect(messages(sample)).toEqual([
    'compat-break: OrderPlaced.v1 breaks billing (backward, sent payloads judged closed, received ones open): the new version rejects what released revision 1 allows, by "required" at /data, must have required property \'total\': {"data":{}}',
  ]);
});

const note = (schema: object) => order({ note: schema });

test.each([
  [
    "where the new version says more",
    note({ type: "string" }),
    note({ type: "string", maxLength: 9 }),
    '"maxLength": 9',
  ],
  ["around what it no longer says", note({ type: "string", maxLength: 9 }), note({ type: "string" }), '"note": {'],
  ["at what it says otherwise", note({ enum: ["a"] }), note({ enum: ["a", "b"] }), '"enum": ['],
])("finds a break %s", (_where, before, now, line) => {
  const sample = contracts();
  sample.schema(before);
  release(sample);
  sample.schema(now);
  const [found] = comparisonDiagnostics(compareContracts(model(sample)), "asyncapi.yaml", "by-role");
  const lines = readFileSync(join(sample.root, "schemas/order-placed.v1.schema.json"), "utf8").split("\n");
  expect(lines[found!.line - 1]!.trim()).toBe(line);
});

test.each([
  [
    "many patterns to one reference",
    {
      patternProperties: Object.fromEntries([..."abcdefgh"].map(letter => [`^${letter}+$`, { $ref: "#/$defs/x" }])),
    },
  ],
  [
    "names of a format beside a pattern",
    { propertyNames: { format: "uri" }, patternProperties: { ".+": { $ref: "#/$defs/x" } } },
  ],
  ["contains beside a tuple", { prefixItems: [{ $ref: "#/$defs/x" }], contains: { $ref: "#/$defs/x" } }],
  ["a format that nobody knows", { items: { $ref: "#/$defs/x", format: "mrn" }, maxProperties: 2 }],
])("a title may change around %s", (_what, value) => {
  const sample = contracts();
  const titled = (title: string) =>
    sample.write("schemas/order-placed.v1.schema.json", {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: "https://sample.example/order-placed.v1.schema.json",
      title,
      type: "object",
      required: ["data"],
      properties: { data: { type: "object", title, properties: { value } } },
      $defs: { x: { type: "string", title, maxLength: 10 } },
    });
  titled("Before");
  expect(release(sample)).toEqual(["OrderPlaced.v1 1"]);
  titled("After");
  expect(messages(sample)).toEqual([]);
  expect(release(sample)).toEqual(["OrderPlaced.v1 2"]);
});

test("finds a break in the schema that it is in", () => {
  const sample = contracts();
  release(sample);
  const path = "schemas/metadata.v1.schema.json";
  const before = readFileSync(join(sample.root, path), "utf8");
  sample.write(path, before.replace('"minLength": 1', '"minLength": 2'));
  const [found] = comparisonDiagnostics(compareContracts(model(sample)), "asyncapi.yaml", "by-role");
  expect(found?.file).toBe(join(sample.root, path));
  expect(before.split("\n")[found!.line - 1]).toContain('"minLength"');
});

test("lets optional properties come and go, since nobody sends undescribed ones", () => {
  const sample = contracts();
  release(sample);
  sample.schema(order({ note: { type: "string" } }));
  expect(messages(sample)).toEqual([]);
  expect(release(sample)).toEqual(["OrderPlaced.v1 2"]);
  sample.schema(order({}));
  expect(messages(sample)).toEqual([]);
});

test("an added pattern breaks, unless it binds only producers", () => {
  const sample = contracts();
  sample.schema(order({ ward: { type: "string" } }));
  release(sample);
  sample.schema(order({ ward: { type: "string", pattern: "^[a-z]+$" } }));
  expect(messages(sample)).toHaveLength(1);
  sample.schema(order({ ward: { type: "string", pattern: "^[a-z]+$", "x-pattern-binds": "producers" } }));
  expect(messages(sample)).toEqual([]);
});

test("reports once what applies to several older versions", () => {
  const sample = contracts();
  sample.schema(order({ note: { type: "string", "x-data-classification": "phi" } }));
  release(sample);
  const main = contracts();
  main.schema(order({ note: { type: "string", "x-data-classification": "phi" } }));
  sample.schema(order({ note: { type: "number", "x-data-classification": "none" } }));
  const found = messages(sample, { against: { name: "main", model: model(main) }, mode: "full" });
  expect(found.map(message => message.replace(/, by .*/, ""))).toEqual([
    "compat-break: OrderPlaced.v1 breaks billing (backward, sent payloads judged closed, received ones open): the new version rejects what main and released revision 1 allow",
    "compat-break: OrderPlaced.v1 breaks billing (forward, sent payloads judged closed, received ones open): main and released revision 1 reject what the new version allows",
    "compat-declassified: OrderPlaced.v1: the field /data/note is none, but main and released revision 1 classify it as phi",
  ]);
});

test("looks at every revision, not only at the newest", () => {
  const sample = contracts();
  sample.schema(order({ total: { type: "string" } }));
  release(sample);
  sample.schema(order({}));
  release(sample);
  sample.schema(order({ total: { type: "number" } }));
  const found = messages(sample);
  expect(found).toHaveLength(2);
  expect(found.every(message => message.includes("released revision 1"))).toBe(true);
});

test.each([
  [["send"], ["forward"]],
  [["receive"], ["backward"]],
  [
    ["send", "receive"],
    ["backward", "forward"],
  ],
])("of %j asks for %j", (actions, directions) => {
  const sample = contracts(actions);
  release(sample);
  const [comparison] = compareContracts(model(sample)).comparisons;
  expect(comparison?.findings.map(({ direction }) => direction)).toEqual(directions);
});

test("a mode that is asked for comes before the roles", () => {
  const sample = contracts();
  release(sample);
  const [comparison] = compareContracts(model(sample), { mode: "backward" }).comparisons;
  expect(comparison?.findings.map(({ direction }) => direction)).toEqual(["backward"]);
});

test("finds a change in a schema that is only referred to", () => {
  const sample = contracts();
  release(sample);
  const file = "schemas/metadata.v1.schema.json";
  const text = readFileSync(join(sample.root, file), "utf8");
  sample.write(file, text.replace('"minLength": 1', '"minLength": 2'));
  const [message] = messages(sample);
  expect(message).toContain('by "minLength" at /metadata/eventId');
});

test("an event that is gone breaks those who received it", () => {
  const before = model(contracts());
  const sample = contracts([]);
  sample.write("asyncapi.yaml", "asyncapi: 3.1.0\ninfo: { title: Orders, version: 1.0.0 }\nchannels: {}\n");
  expect(messages(sample, { against: { name: "main", model: before } })).toEqual([
    "compat-removed: OrderPlaced.v1 was removed, but in main it is received by billing",
  ]);
});

test("data that may come as a reference now break those who received them by the older contracts", () => {
  const document = (terms: string) => {
    const sample = contracts();
    const text = readFileSync(join(sample.root, "asyncapi.yaml"), "utf8");
    sample.write(
      "asyncapi.yaml",
      text.replace("    x-service: shop\n", `    x-service: shop\n    x-delivery: ${terms}\n`),
    );
    return sample;
  };
  const plain = "{ order: none, dedupe: eventId }";
  const claimed = "{ order: none, dedupe: eventId, claimCheck: true }";
  const by = (before: string, now: string) =>
    messages(document(now), { against: { name: "main", model: model(document(before)) } });
  expect(by(plain, claimed)).toEqual([
    "compat-claim-check: OrderPlaced.v1 breaks billing: large data come as a reference, which receivers by main cannot read",
  ]);
  expect(by(claimed, claimed)).toEqual([]);
  expect(by(claimed, plain)).toEqual([]);
  expect(messages(document(claimed), { against: { name: "main", model: model(contracts(["send"])) } })).toEqual([
    expect.stringContaining("OrderPlaced.v1 breaks no known consumer"),
  ]);
});

const classified = (of: string) => ({ type: "string", "x-data-classification": of });

test.each(["backward", "forward", "full"] as const)("a weaker classification is an error at its place, %s", mode => {
  const sample = contracts();
  sample.schema(order({ name: classified("phi"), city: classified("pii"), note: classified("none") }));
  release(sample);
  sample.schema(order({ name: classified("pii"), city: classified("none"), note: classified("phi") }));
  const found = comparisonDiagnostics(compareContracts(model(sample), { mode }), "asyncapi.yaml", "by-role");
  expect(found.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
    "compat-declassified: OrderPlaced.v1: the field /data/city is none, but released revision 1 classifies it as pii",
    "compat-declassified: OrderPlaced.v1: the field /data/name is pii, but released revision 1 classifies it as phi",
  ]);
  const lines = readFileSync(join(sample.root, "schemas/order-placed.v1.schema.json"), "utf8").split("\n");
  expect(found.map(({ line }) => lines[line - 1]!.trim())).toEqual([
    '"x-data-classification": "none"',
    '"x-data-classification": "pii"',
  ]);
});

test("a field keeps its class, also against unreleased contracts", () => {
  const earlier = contracts();
  earlier.schema(order({ name: classified("phi") }));
  const sample = contracts();
  sample.schema(order({ name: { type: "string" } }));
  expect(messages(sample, { against: { name: "main", model: model(earlier) } })).toEqual([
    "compat-declassified: OrderPlaced.v1: the field /data/name is not classified, but main classifies it as phi",
  ]);
});

test("an unknown verdict is a finding", () => {
  const sample = contracts();
  sample.schema(order({ code: { type: "string", pattern: "^(longword)\\1$" } }));
  release(sample);
  sample.schema(order({ code: { type: "string", pattern: "^(longword){2}$" } }));
  // Forward there is one text only, which is tried.
  expect(messages(sample)).toEqual([
    'compat-unknown: OrderPlaced.v1: cannot decide whether the new version accepts what released revision 1 allows (backward), because of "pattern"',
  ]);
});

test("a release always has the same bytes, needs no other file, and is never overwritten", () => {
  const sample = contracts();
  expect(release(sample)).toEqual(["OrderPlaced.v1 1"]);
  expect(release(sample)).toEqual([]);
  const file = join(sample.root, "released/order-placed.v1/1.json");
  const text = readFileSync(file, "utf8");
  expect(JSON.parse(text).$defs).toHaveProperty(["https://sample.example/metadata.v1.schema.json"]);
  expect(() => writeRelease([{ detailType: "OrderPlaced.v1", revision: 1, file, text: "{}" }])).toThrow("EEXIST");
  expect(readFileSync(file, "utf8")).toBe(text);
});
