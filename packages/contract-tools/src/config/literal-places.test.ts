import { expect, test } from "vitest";
import { literalPlaces } from "./literal-places.ts";

/** What each pointer leads to, up to the end of its line. */
const led = (text: string) =>
  Object.fromEntries([...literalPlaces(text)].map(([pointer, at]) => [pointer, text.slice(at).split("\n")[0]]));

test("finds members by name, through quotes, comments, lists and defineConfig", () => {
  const text = `import { defineConfig } from "x";
// export of { a: 1 }
export default defineConfig({
  a: 1, // b: 2
  "c-d": { e: "{", f: [ "g", { h: 2 } ] },
});
`;
  expect(led(text)).toEqual({
    "": "{",
    "/a": "a: 1, // b: 2",
    "/c-d": `"c-d": { e: "{", f: [ "g", { h: 2 } ] },`,
    "/c-d/e": `e: "{", f: [ "g", { h: 2 } ] },`,
    "/c-d/f": `f: [ "g", { h: 2 } ] },`,
    "/c-d/f/0": `"g", { h: 2 } ] },`,
    "/c-d/f/1": `{ h: 2 } ] },`,
    "/c-d/f/1/h": `h: 2 } ] },`,
  });
});

test("follows a name to what it was given", () => {
  expect(led("const own: object = {\n  a: 1,\n};\nexport default own;\n")).toEqual({ "": "{", "/a": "a: 1," });
});

test("makes nothing up for members of calls and spreads", () => {
  expect(led("export default {\n  ...base({ a: 1 }),\n  b: call({ c: 1 }),\n};")).toEqual({
    "": "{",
    "/b": "b: call({ c: 1 }),",
  });
});

test.each(["", "export const a = {};", "export default 1;", "export default {", "export default {]"])(
  "ends on %j",
  text => {
    expect(literalPlaces(text).size).toBeLessThan(2);
  },
);
