import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPath, selectPath } from "./json-path.ts";

const event = { "detail-type": "x", resources: ["a", "b"], detail: { list: [{ n: 1 }, { n: 2 }], none: null } };

describe("a path", () => {
  it.each([
    ["$", event],
    ["$.detail-type", "x"],
    ["$['detail-type']", "x"],
    ["$.resources[1]", "b"],
    ["$.detail.list[*].n", [1, 2]],
    ["$.detail.list[*].*", [1, 2]],
    ["$.*[*].*", [{ n: 1 }, { n: 2 }]],
    ["$.detail.none[*]", undefined],
    ["$.detail.list[7].n", undefined],
    ["$.detail[0]", undefined],
    ["$.detail.none", null],
    ["$.detail.none.deeper", undefined],
    ["$.toString", undefined],
    ["$.detail.list.length", undefined],
  ])("%s selects %j", (path, expected) => {
    expect(selectPath(event, path)).toEqual(expected);
  });

  it.each(["", "detail", "$detail", "$..a", "$.a[", "$.a[-1]", "$[?(@.a)]"])("%j is none", path => {
    expect(isPath(path)).toBe(false);
    expect(selectPath(event, path)).toBeUndefined();
  });

  it("finds any member by its quoted name", () => {
    const names = fc.string().filter(name => !name.includes("'"));
    fc.assert(
      fc.property(names, fc.integer(), (name, value) => {
        expect(selectPath({ [name]: value }, `$['${name}']`)).toBe(value);
      }),
    );
  });
});
