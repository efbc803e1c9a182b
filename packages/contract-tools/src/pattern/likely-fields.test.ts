import { expect, test } from "vitest";
import { likelyFields } from "./likely-fields.ts";

const fields = [
  "source",
  "detail.data.change",
  "detail.data.key.patientId",
  "detail.data.before.name",
  "detail.data.after.name",
];

test.each<[string, string, readonly string[]]>([
  ["a level left out", "detail.change", ["detail.data.change"]],
  ["a level too many", "detail.data.after.change", ["detail.data.change"]],
  ["no level at all", "patientId", ["detail.data.key.patientId"]],
  ["a name misspelt elsewhere", "detail.patientID", ["detail.data.key.patientId"]],
  ["one of two, told apart", "detail.after.name", ["detail.data.after.name"]],
  ["either of two", "detail.name", ["detail.data.before.name", "detail.data.after.name"]],
  ["nothing like it", "detail.data.colour", []],
])("guesses what was meant by a path with %s", (_what, path, meant) => {
  expect(likelyFields(path, fields)).toEqual(meant);
});
