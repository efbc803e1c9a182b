import { rmSync } from "node:fs";
import { join } from "node:path";
import { loadContracts } from "@tributary/contract-tools/load-contracts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { changedRevisions, revisionFiles } from "./changed-revisions.ts";
import { type SampleContracts, sampleContracts } from "./contracts-fixture.ts";
import { planRelease, writeRelease } from "./release-contracts.ts";

let sample: SampleContracts;
beforeEach(() => {
  sample = sampleContracts();
  writeRelease(planRelease(loadContracts(sample.root).model).revisions);
});
afterEach(() => sample.remove());

const first = "released/order-placed.v1/1.json";
const found = (edit: (older: ReturnType<typeof revisionFiles>) => void) => {
  const revisions = revisionFiles(sample.root);
  edit(revisions);
  return changedRevisions(sample.root, { name: "main", revisions }).map(({ rule, file, message }) => [
    rule,
    file,
    message,
  ]);
};
const file = () => join(sample.root, first);

test("nothing is wrong with revisions that stayed, or came", () => {
  expect(found(() => sample.write("released/order-placed.v1/2.json", "{}"))).toEqual([]);
  expect(found(older => sample.write(first, older[0]!.text.replaceAll("\n", "\r\n")))).toEqual([]);
});

test("finds a revision that is edited", () => {
  expect(found(older => sample.write(first, older[0]!.text.replace('"minLength": 1', '"minLength": 2')))).toEqual([
    ["released-changed", file(), `${first} differs from main`],
  ]);
});

test("finds a revision that is deleted, and a folder of them", () => {
  const gone = [["released-changed", file(), `${first} is missing, but exists in main`]];
  expect(found(() => rmSync(file()))).toEqual(gone);
  sample.write(first, "{}");
  expect(found(() => rmSync(join(sample.root, "released"), { recursive: true }))).toEqual(gone);
});
