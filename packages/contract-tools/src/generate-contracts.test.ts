import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { type EmissionCache, generateContracts } from "./generate-contracts.ts";

const contracts = fileURLToPath(new URL("../../../contracts", import.meta.url));
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

test("a check names what is stale and what is left over, and changes nothing", async () => {
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

test("nothing is written or removed while the contracts have errors", async () => {
  const root = copy();
  edit(join(root, "asyncapi.yaml"), text => text.replace("./schemas/address-changed", "./schemas/nothing"));
  appendFileSync(join(root, "generated/address-changed.v1.js"), "// edited by hand\n");
  const { diagnostics, written, removed } = await generateContracts(root);
  expect(diagnostics.map(({ rule }) => rule)).toContain("invalid-ref");
  expect([written, removed]).toEqual([[], []]);
});

test("an edit of one event emits that event anew and keeps the other", async () => {
  const root = copy();
  const cache: EmissionCache = new Map();
  await generateContracts(root, { cache });
  const before = new Map(cache);
  edit(join(root, "schemas/address-changed.v1.schema.json"), text => text.replace('"maxItems": 16', '"maxItems": 15'));
  edit(join(root, "examples/address-changed.v1/invalid/too-many-lines.json"), text => text);
  const { written } = await generateContracts(root, { cache });
  expect(names(written)).toEqual(["address-changed.v1.d.ts", "address-changed.v1.js"]);
  expect([...before].every(([hash, emitted]) => cache.get(hash) === emitted)).toBe(true);
  expect(cache.size).toBe(before.size + 1);
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
