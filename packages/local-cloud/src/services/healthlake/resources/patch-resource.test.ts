import { describe, expect, test } from "vitest";
import { patchResource } from "./patch-resource.ts";

const patient = () => ({ resourceType: "Patient", id: "p", name: [{ family: "A" }, { family: "B" }] });
const families = (patch: readonly unknown[]) =>
  (patchResource(patient(), patch).name as { family?: string }[]).map(({ family }) => family);

describe("a JSON Patch", () => {
  test.each<[string, readonly unknown[], readonly (string | undefined)[]]>([
    ["adds at the end of a list", [{ op: "add", path: "/name/-", value: { family: "C" } }], ["A", "B", "C"]],
    ["adds behind the last", [{ op: "add", path: "/name/2", value: { family: "C" } }], ["A", "B", "C"]],
    ["adds within", [{ op: "add", path: "/name/1", value: { family: "C" } }], ["A", "C", "B"]],
    ["moves to the end, which is there when the one moved is gone", [move("/name/0", "/name/1")], ["B", "A"]],
    [
      "copies, and changes one of the two",
      [copy("/name/0", "/name/0"), replace("/name/0/family", "C")],
      ["C", "A", "B"],
    ],
    ["tests what is there", [{ op: "test", path: "/name/0/family", value: "A" }, remove("/name/1")], ["A"]],
  ])("%s", (_what, patch, expected) => {
    expect(families(patch)).toEqual(expected);
  });

  test.each<[string, unknown]>([
    ["what every object inherits", replace("/name/0/toString/x", 1)],
    ["a prototype", { op: "add", path: "/__proto__/x", value: 1 }],
    ["a prototype in the place of a name", { op: "add", path: "/__proto__", value: { x: 1 } }],
    ["a constructor", { op: "add", path: "/constructor/prototype/x", value: 1 }],
    ["the length of a list", remove("/name/length")],
    ["a length that no list has", replace("/name/length", -1)],
    ["a place before a list", replace("/name/-1", {})],
    ["a place far behind a list", copy("/name/0", "/name/9")],
    ["a place behind a list from which it is moved", move("/name/0", "/name/2")],
    ["a place within what is moved", move("/name", "/name/0")],
    ["a name that is not there", remove("/gender")],
    ["what is in a text", { op: "add", path: "/id/x", value: 1 }],
  ])("does not apply to %s", (_what, operation) => {
    expect(() => patchResource(patient(), [operation])).toThrow(expect.objectContaining({ status: 422 }));
    expect(Object.prototype.toString).not.toHaveProperty("x");
    expect({}).not.toHaveProperty("x");
  });
});

function move(from: string, path: string) {
  return { op: "move", from, path };
}

function copy(from: string, path: string) {
  return { op: "copy", from, path };
}

function replace(path: string, value: unknown) {
  return { op: "replace", path, value };
}

function remove(path: string) {
  return { op: "remove", path };
}
