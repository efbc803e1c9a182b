import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { loadContracts } from "../source/load-contracts.ts";
import { checkContracts } from "./check-contracts.ts";

const contracts = fileURLToPath(new URL("../../../../contracts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tributary-foreign-"));
afterAll(() => rmSync(folder, { recursive: true }));

const metadata = fileURLToPath(new URL("../../schemas/event-metadata.v1.schema.json", import.meta.url));
const ours = JSON.parse(readFileSync(metadata, "utf8")).required as string[];

/** This repository's contracts where others publish the changes of addresses, from a source. */
async function findings(source: string, sourcePrefix?: string): Promise<string[]> {
  cpSync(contracts, folder, { recursive: true });
  const document = join(folder, "asyncapi.yaml");
  const text = readFileSync(document, "utf8")
    .replace(/ {2}patientRegistrySendsAddressChanged:[\s\S]*?(?= {2}\w+:\n {4}action)/, "")
    .replace(/source: tributary\.patient-registry(?=\n {6}detailType: AddressChanged)/, `source: ${source}`);
  writeFileSync(document, text);
  const found = await checkContracts(folder, sourcePrefix === undefined ? {} : { sourcePrefix });
  return found.map(({ rule, message }) => `${rule} ${message}`);
}

test("an event that others publish needs no sender here", async () => {
  expect(await findings("com.partner.addresses")).toEqual([]);
  expect(await findings("aws.partner/example.com/addresses", "tributary.")).toEqual([]);
});

test("an own event needs one, whether its prefix is configured or not", async () => {
  const missing = expect.stringMatching(/^reception-without-sender/);
  expect(await findings("tributary.addresses")).toContainEqual(missing);
  expect(await findings("com.partner.addresses", "com.partner.")).toContainEqual(missing);
});

test("a slip in the own prefix is no stranger", async () => {
  expect(await findings("tribtuary.patient-registry")).toEqual([
    "event-source no service sends AddressChanged.v1, and its source begins nearly like own ones: did you mean tributary.?",
  ]);
});

test("a sent event has the configured prefix", async () => {
  expect(await findings("com.partner.addresses", "org.acme.")).toContainEqual(
    "event-source the source should be org.acme.patient-registry",
  );
});

test.each([
  ["refers to the metadata of every event", { $ref: "event-metadata.v1.schema.json" }, false],
  ["narrows them", { allOf: [{ $ref: "event-metadata.v1.schema.json" }, { required: ["tenantId"] }] }, false],
  ["refers to them by a definition", { $ref: "#/$defs/metadata" }, false],
  ["writes them out", { type: "object", required: ours }, false],
  ["has metadata of its own", { type: "object", required: ["eventId", "version"] }, true],
  ["has metadata of its own with names of ours", { type: "object", properties: { eventId: {}, dataschema: {} } }, true],
])("an event that others publish and that %s is bare as its contract says", async (_, metadata, isBare) => {
  await findings("com.partner.addresses");
  const file = join(folder, "schemas/address-changed.v1.schema.json");
  const schema = JSON.parse(readFileSync(file, "utf8"));
  schema.properties.metadata = metadata;
  schema.$defs = { ...schema.$defs, metadata: { $ref: "event-metadata.v1.schema.json" } };
  writeFileSync(file, JSON.stringify(schema));
  const event = loadContracts(folder).model.events.find(({ name }) => name === "AddressChanged");
  expect(event?.bare ?? false).toBe(isBare);
});
