import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPackage } from "@tributary/contract-tools/build-package";
import { afterAll, beforeAll, expect, test } from "vitest";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tributary-consumer-"));
const consumer = join(folder, "consumer");
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a program of this repository in the consumer's folder. */
function run(command: string, args: readonly string[], cwd = consumer) {
  const path = [join(repository, "node_modules/.bin"), process.env.PATH].join(delimiter);
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, PATH: path },
  });
  return { status, output: stdout + stderr };
}

const source = (cases: string) => `
import type { EventDetail } from "@tributary/contract/event-contract";
import { AddressChangedV1, type AddressChangedV1Detail } from "@tributary/contracts/address-changed.v1";
import type { FhirResourceChangedV1Detail } from "@tributary/contracts/fhir-resource-changed.v1";
import { PatientRecordChangedV1, type PatientRecordChangedV1Detail } from "@tributary/contracts/patient-record-changed.v1";
import { receives } from "@tributary/contracts/patient-timeline.operations";
import { readFileSync } from "node:fs";

type Details = {
  "AddressChanged.v1": AddressChangedV1Detail;
  "FhirResourceChanged.v1": FhirResourceChangedV1Detail;
  "PatientRecordChanged.v1": PatientRecordChangedV1Detail;
};
type Handlers = { [Name in keyof typeof receives]: (detail: Details[Name]) => string };
const handlers: Handlers = { ${cases} };

const detail: unknown = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
const verdict = AddressChangedV1.tolerant(detail);
const other: { valid: boolean } = PatientRecordChangedV1.tolerant(detail);
const known: EventDetail | undefined = verdict.valid ? verdict.value : undefined;
console.log(verdict.valid ? handlers["AddressChanged.v1"](verdict.value) : "refused", other.valid, known?.metadata.eventId.length);
`;
const address = `"AddressChanged.v1": ({ data }) => {
  switch (data.change) {
    case "created": return "created " + data.after.addressId;
    case "updated": return "updated " + data.before.addressId;
    case "deleted": return "deleted " + data.before.addressId;
    default: { const never: never = data; return never; }
  }
}`;
const patient = `"PatientRecordChanged.v1": ({ data }) => data.change`;
const resource = `"FhirResourceChanged.v1": ({ data }) => data.key.resourceType`;

const check = (cases: string) => {
  writeFileSync(join(consumer, "handler.ts"), source(cases));
  return run("tsc", ["-p", "."]);
};

beforeAll(() => {
  mkdirSync(consumer);
  for (const [name, from] of [
    ["contract", "packages/contract"],
    ["contracts", "contracts"],
  ] as const) {
    const out = join(folder, name);
    buildPackage(join(repository, from), out);
    const packed = run("npm", ["pack", "--pack-destination", folder], out);
    expect(packed.status, packed.output).toBe(0);
  }
  writeFileSync(join(consumer, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
  const compilerOptions = { strict: true, module: "nodenext", target: "es2024", types: ["node"], outDir: "out" };
  writeFileSync(join(consumer, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["handler.ts"] }));
  const tarballs = globSync("*.tgz", { cwd: folder }).map(name => join(folder, name));
  const installed = run("npm", ["install", "--offline", "--no-audit", "--no-fund", ...tarballs]);
  expect(installed.status, installed.output).toBe(0);
  mkdirSync(join(consumer, "node_modules/@types"));
  symlinkSync(join(repository, "node_modules/@types/node"), join(consumer, "node_modules/@types/node"));
}, 120_000);

test("a consumer elsewhere installs the packages, type-checks and handles an event", () => {
  expect(check(`${address}, ${resource}, ${patient}`)).toEqual({ status: 0, output: "" });
  const example = join(repository, "contracts/examples/address-changed.v1/valid/created.json");
  const handled = run(process.execPath, ["out/handler.js", example]);
  expect(handled.output).toMatch(/^created \S+ false 32\n$/);
});

test("a handler that misses an event, or a case of its change, does not compile", () => {
  expect(check(`${address}, ${resource}`).output).toContain("PatientRecordChanged.v1");
  const incomplete = address.replace(/\n.*case "deleted".*/, "");
  expect(check(`${incomplete}, ${resource}, ${patient}`).output).toMatch(/not assignable to type 'never'/);
});
