import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadContracts } from "../source/load-contracts.ts";
import { inspectContracts } from "./check-contracts.ts";
import { checkReleased } from "./check-released.ts";

const contracts = fileURLToPath(new URL("../../../../contracts", import.meta.url));
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tributary-contracts-"));
  cpSync(contracts, root, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (path: string, text: string) => {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
};
const found = () => checkReleased(loadContracts(root).model).map(({ rule, message }) => `${rule}: ${message}`);
const gone = "released-without-event: order-placed.v1 was released, but no channel has an event with that stem";

test("every released event exists", () => {
  expect(found()).toEqual([]);
});

test("reports a released event that was removed, as a check does", async () => {
  write("released/order-placed.v1/1.json", "{}");
  expect(found()).toEqual([gone]);
  const { diagnostics } = await inspectContracts(root, { parseWhenNeeded: true });
  expect(diagnostics.map(({ rule, file }) => [rule, file])).toEqual([
    ["released-without-event", join(root, "asyncapi.yaml")],
  ]);
});

test("allows removing an event whose retirement is documented", () => {
  write("released/order-placed.v1/1.json", "{}");
  write("released/order-placed.v1/retired.md", " \n");
  expect(found()).toEqual([gone]);
  write("released/order-placed.v1/retired.md", "Gone since 2024: nobody orders by fax.\n");
  expect(found()).toEqual([]);
});

test("says nothing of an event whose channel could not be read", () => {
  const document = join(root, "asyncapi.yaml");
  write("asyncapi.yaml", readFileSync(document, "utf8").replaceAll("detailType: AddressChanged.v1", "detailType: 5"));
  expect(found()).toEqual([]);
});

test("finds a gap between revisions", () => {
  write("released/address-changed.v1/6.json", "{}");
  expect(found()).toEqual(
    [4, 5].map(each => `released-changed: revision ${each} of address-changed.v1 is missing, but a later one exists`),
  );
});
