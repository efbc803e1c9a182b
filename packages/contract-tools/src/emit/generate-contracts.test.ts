import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { createMemory } from "../check/check-cache.ts";
import { checkContracts } from "../check/check-contracts.ts";
import { loadContracts } from "../source/load-contracts.ts";
import { shippedSchema } from "../source/shipped-schema.ts";
import { type EmissionStore, type Emitted, folderStore } from "./emission-store.ts";
import { generateContracts } from "./generate-contracts.ts";

const contracts = fileURLToPath(new URL("../../../../contracts", import.meta.url));
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function copy(): string {
  const folder = mkdtempSync(join(tmpdir(), "tributary-contracts-"));
  folders.push(folder);
  cpSync(contracts, folder, { recursive: true });
  return folder;
}

const edit = (path: string, change: (text: string) => string) =>
  writeFileSync(path, change(readFileSync(path, "utf8")));
const names = (paths: readonly string[]) => paths.map(path => basename(path));

test("an empty folder and a full one end up the same, byte by byte", async () => {
  const root = copy();
  rmSync(join(root, "generated"), { recursive: true });
  const { written, total } = await generateContracts(root);
  expect(written).toHaveLength(total);
  for (const name of readdirSync(join(contracts, "generated"))) {
    expect(readFileSync(join(root, "generated", name), "utf8")).toBe(
      readFileSync(join(contracts, "generated", name), "utf8"),
    );
  }
});

test("a check names stale and leftover files, and changes nothing", async () => {
  const root = copy();
  const stale = join(root, "generated/address-changed.v1.js");
  appendFileSync(stale, "// edited by hand\n");
  writeFileSync(join(root, "generated/gone.v1.js"), "");
  const { written, removed } = await generateContracts(root, { check: true });
  expect([names(written), names(removed)]).toEqual([["address-changed.v1.js"], ["gone.v1.js"]]);
  expect(readFileSync(stale, "utf8")).toContain("edited by hand");
  await generateContracts(root);
  expect(readFileSync(stale, "utf8")).not.toContain("edited by hand");
  expect(existsSync(join(root, "generated/gone.v1.js"))).toBe(false);
});

test("files that are not modules stay in place", async () => {
  const root = copy();
  writeFileSync(join(root, "generated/.gitignore"), "*.map\n");
  mkdirSync(join(root, "generated/notes.js"));
  const { written, removed } = await generateContracts(root);
  expect([written, removed]).toEqual([[], []]);
  expect(existsSync(join(root, "generated/.gitignore"))).toBe(true);
});

test("nothing is written or removed while the contracts have errors", async () => {
  const root = copy();
  edit(join(root, "asyncapi.yaml"), text => text.replace("./schemas/address-changed", "./schemas/nothing"));
  appendFileSync(join(root, "generated/address-changed.v1.js"), "// edited by hand\n");
  const { diagnostics, written, removed } = await generateContracts(root);
  expect(diagnostics.map(({ rule }) => rule)).toContain("invalid-ref");
  expect([written, removed]).toEqual([[], []]);
});

test("an operation that is not understood is never taken for one that is gone", async () => {
  const root = copy();
  edit(join(root, "asyncapi.yaml"), text => text.replace("action: send", "action: sends"));
  const { diagnostics, written, removed } = await generateContracts(root);
  expect(diagnostics.some(({ severity }) => severity === "error")).toBe(true);
  expect([written, removed]).toEqual([[], []]);
});

test("an edit of one event emits that event anew and keeps the other", async () => {
  const root = copy();
  const emitted: string[] = [];
  const kept = new Map<string, Emitted>();
  const store: EmissionStore = {
    get: hash => kept.get(hash),
    set: (hash, files) => {
      if (!kept.has(hash)) emitted.push(...files.keys());
      kept.set(hash, files);
    },
  };
  const memory = createMemory();
  await generateContracts(root, { store, memory });
  emitted.length = 0;
  edit(join(root, "schemas/address-changed.v1.schema.json"), text => text.replace('"maxItems": 16', '"maxItems": 15'));
  const { written } = await generateContracts(root, { store, memory });
  expect(names(written)).toEqual(["address-changed.v1.d.ts", "address-changed.v1.js"]);
  expect(emitted.sort()).toEqual(["address-changed.v1.d.ts", "address-changed.v1.js"]);
  appendFileSync(join(root, "generated/address-changed.v1.js"), "// edited by hand\n");
  expect(names((await generateContracts(root, { store, memory })).written)).toEqual(["address-changed.v1.js"]);
});

test("the sender states a claim check, or a receiver if there is no sender", async () => {
  const root = copy();
  const document = join(root, "asyncapi.yaml");
  const claimed = () =>
    loadContracts(root)
      .model.events.filter(({ claimCheck }) => claimCheck)
      .map(({ name }) => name);
  const state = (operation: string) =>
    edit(document, text =>
      text.replace(new RegExp(`(${operation}:[\\s\\S]*?x-delivery: \\{)`), "$1 claimCheck: true,"),
    );
  state("fhirSyncReceivesAddressChanged");
  expect(claimed()).toEqual([]);
  state("patientRegistrySendsPatientRecordChanged");
  await generateContracts(root);
  const module = (stem: string) => readFileSync(join(root, `generated/${stem}.v1.js`), "utf8");
  expect(module("patient-record-changed")).toContain("claimCheck: true");
  expect(module("address-changed")).not.toContain("claimCheck");
  edit(document, text => text.replace(/ {2}patientRegistrySendsAddressChanged:\n(?: {4}.*\n)+/, ""));
  expect(claimed()).toEqual(["PatientRecordChanged", "AddressChanged"]);
});

test("what a round remembers never hides what a fresh check finds", async () => {
  const root = copy();
  const memory = createMemory();
  const [extension, metadata] = ["extensions/x-delivery.schema.json", "schemas/event-metadata.v1.schema.json"];
  for (const own of [extension, metadata]) {
    mkdirSync(join(root, dirname(own)), { recursive: true });
    cpSync(shippedSchema(own.replace("schemas/", "")), join(root, own));
  }
  const schema = join(root, "schemas/address-changed.v1.schema.json");
  const example = join(root, "examples/address-changed.v1/valid/created.json");
  const steps: readonly (readonly [path: string, change: (text: string) => string])[] = [
    [schema, text => text],
    [schema, text => text.replace('"maxItems": 16', '"maxItemz": 16')],
    [schema, text => text.replace('"maxItemz": 16', '"maxItems": 16')],
    [example, text => text.replace('"created"', '"made"')],
    [join(root, extension), text => text.replace('"sequence", ', "")],
    [join(root, "asyncapi.yaml"), text => text.replace("action: send", "action: sends")],
    [join(root, metadata), text => text.replace('"maxLength": 40', '"maxLength": 4')],
  ];
  for (const [path, change] of steps) {
    edit(path, change);
    expect(await checkContracts(root, { memory })).toEqual(await checkContracts(root));
  }
});

test("a folder keeps emitted code for the next run, and a damaged part is emitted again", async () => {
  const root = copy();
  rmSync(join(root, "generated"), { recursive: true });
  const kept = join(root, "kept");
  await generateContracts(root, { store: folderStore(kept) });
  const expected = readFileSync(join(root, "generated/address-changed.v1.js"), "utf8");
  for (const name of readdirSync(kept)) {
    const text = readFileSync(join(kept, name), "utf8");
    if (text.includes("address-changed.v1.js")) writeFileSync(join(kept, name), text.slice(0, 100));
  }
  rmSync(join(root, "generated"), { recursive: true });
  const { written, total } = await generateContracts(root, { store: folderStore(kept) });
  expect(written).toHaveLength(total);
  expect(readFileSync(join(root, "generated/address-changed.v1.js"), "utf8")).toBe(expected);
});

test("a folder that cannot be written keeps nothing, and everything is generated", async () => {
  const root = copy();
  rmSync(join(root, "generated"), { recursive: true });
  writeFileSync(join(root, "kept"), "a file where the folder should be");
  for (const kept of [join(root, "kept"), join(root, "kept/below")]) {
    const { written, total } = await generateContracts(root, { store: folderStore(kept) });
    expect([written.length, total > 0]).toEqual([total, true]);
    rmSync(join(root, "generated"), { recursive: true });
  }
});

test("what cannot be put into its place leaves nothing beside it", async () => {
  const root = copy();
  const kept = join(root, "kept");
  await generateContracts(root, { store: folderStore(kept) });
  const before = readdirSync(kept);
  for (const name of before) {
    rmSync(join(kept, name));
    mkdirSync(join(kept, name));
  }
  const { total } = await generateContracts(root, { store: folderStore(kept) });
  expect(total).toBeGreaterThan(0);
  expect(readdirSync(kept)).toEqual(before);
});

test("an event in draft-07 is generated as one in 2020-12 is", async () => {
  const root = copy();
  for (const name of readdirSync(join(root, "schemas"))) {
    edit(join(root, "schemas", name), text =>
      text
        .replace("https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#")
        .replaceAll("$defs", "definitions"),
    );
  }
  const { diagnostics, written } = await generateContracts(root);
  expect(diagnostics).toEqual([]);
  expect(names(written).filter(name => name.endsWith(".d.ts"))).toEqual([]);
});

test("generated modules load nothing but the runtime, and make no code at run time", () => {
  for (const name of readdirSync(join(contracts, "generated")).filter(each => each.endsWith(".js"))) {
    const text = readFileSync(join(contracts, "generated", name), "utf8");
    const imports = [...text.matchAll(/^import .* from "([^"]+)"/gm)].map(([, from]) => from);
    expect(imports.filter(from => from !== "@tributary/contract/validator-runtime" && !from?.startsWith("./"))).toEqual(
      [],
    );
    expect(text).not.toMatch(/require\(|new Function|eval\(/);
  }
});
