import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeEach, expect, test } from "vitest";
import { checkContracts } from "./check-contracts.ts";

const contracts = fileURLToPath(new URL("../../../../contracts", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "tributary-unread-"));
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(() => {
  rmSync(root, { recursive: true });
  cpSync(contracts, root, { recursive: true });
});

function place(name: string, text: string) {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}

const schema = (name: string, more: object = {}) =>
  place(
    `schemas/${name}.schema.json`,
    JSON.stringify({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: `https://tributary.example/schemas/${name}.schema.json`,
      type: "object",
      ...more,
    }),
  );

const found = async () =>
  (await checkContracts(root)).map(({ rule, severity, file }) => [rule, severity, file.replace(`${root}/`, "")]);

test("a schema that neither an event nor another's schema needs is a warning, with all that only it needs", async () => {
  schema("forgotten.v1", { properties: { part: { $ref: "part.v1.schema.json" } } });
  schema("part.v1");
  expect(await found()).toEqual([
    ["schema-unused", "warning", "schemas/forgotten.v1.schema.json"],
    ["schema-unused", "warning", "schemas/part.v1.schema.json"],
  ]);
});

test("a schema is used by the schema of an event, by the document, and with a reason", async () => {
  schema("part.v1");
  const address = "schemas/address-changed.v1.schema.json";
  const { $defs, ...text } = JSON.parse(readFileSync(join(root, address), "utf8"));
  place(address, JSON.stringify({ ...text, $defs: { ...$defs, part: { $ref: "part.v1.schema.json" } } }));
  schema("shared.v1");
  const document = readFileSync(join(root, "asyncapi.yaml"), "utf8");
  const schemas = "\n  schemas:\n    Shared: { $ref: ./schemas/shared.v1.schema.json }\n";
  place("asyncapi.yaml", document.replace(/^components:\n/m, `components:${schemas}`));
  schema("later.v1", { $comment: "tributary-ignore schema-unused: its event comes with the next release" });
  expect(await found()).toEqual([]);
});

test("a file where no schema and no example is read is a warning", async () => {
  for (const name of ["schemas/more/a.json", "schemas/b.yaml", "examples/c.json"]) place(name, "{}");
  for (const name of ["vaild/d.json", "valid/e/f.json", "valid/g.yaml"])
    place(`examples/address-changed.v1/${name}`, "{}");
  place("examples/README.md", "what they show");
  expect(await found()).toEqual([
    ["example-unread", "warning", "examples/address-changed.v1/vaild/d.json"],
    ["example-unread", "warning", "examples/address-changed.v1/valid/e/f.json"],
    ["example-unread", "warning", "examples/address-changed.v1/valid/g.yaml"],
    ["example-unread", "warning", "examples/c.json"],
    ["schema-unused", "warning", "schemas/b.yaml"],
    ["schema-unused", "warning", "schemas/more/a.json"],
  ]);
});

test("nothing is called unused while a channel is not understood: it may be the one", async () => {
  const document = readFileSync(join(root, "asyncapi.yaml"), "utf8");
  place("asyncapi.yaml", document.replace("./schemas/address-changed", "./schemas/address-chnged"));
  expect((await found()).filter(([rule]) => rule === "schema-unused")).toEqual([]);
});
