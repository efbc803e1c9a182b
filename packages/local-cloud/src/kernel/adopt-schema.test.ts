import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { adoptSchema, StorageOutdated } from "./adopt-schema.ts";
import { openStore } from "./store.ts";

const SCHEMA = "CREATE TABLE IF NOT EXISTS kept (name TEXT)";

it("adopts a store of the same version, and rejects another version's unchanged", () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-schema-"));
  const first = openStore(folder);
  adoptSchema(first, SCHEMA);
  first.prepare("INSERT INTO kept VALUES (?)").run("a");
  first.close();

  const other = openStore(folder);
  expect(() => adoptSchema(other, `${SCHEMA}; CREATE TABLE more (name TEXT)`)).toThrow(StorageOutdated);
  other.close();

  const again = openStore(folder);
  adoptSchema(again, SCHEMA);
  expect(again.prepare("SELECT name FROM kept").all()).toEqual([{ name: "a" }]);
  again.close();
});
