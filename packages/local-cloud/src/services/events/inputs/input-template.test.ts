import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillTemplate } from "./input-template.ts";

const values: Record<string, unknown> = { text: 'say "hi"\n', n: 1.5, list: ["a", "b"], object: { a: "b" }, yes: true };
const fill = (template: string) => fillTemplate(template, name => values[name]);

describe("a template", () => {
  it.each([
    ['{"a": <text>}', '{"a": "say \\"hi\\"\\n"}'],
    ['{"a": "<text>"}', '{"a": "say \\"hi\\"\\n"}'],
    ['{"a": <n>, "b": <list>, "c": <object>, "d": <yes>}', '{"a": 1.5, "b": ["a","b"], "c": {"a":"b"}, "d": true}'],
    ['"it is <n>, \\"<yes>\\""', '"it is 1.5, \\"true\\""'],
    ['{"a": "<missing>", "b": <missing>}', '{"a": "", "b": ""}'],
    ["<object>", '{"a":"b"}'],
    ['{"a": "1 < 2"}', '{"a": "1 < 2"}'],
  ])("%s gives %s", (template, expected) => {
    expect(fill(template)).toBe(expected);
  });

  it("that looks like an object and gives none gives nothing", () => {
    expect(fill('{"a": <n> <n>}')).toBeUndefined();
    expect(fill('{"a": "users/<object>"}')).toBeUndefined(); // Recorded by LocalStack.
    expect(fill('"users/<object>"')).toBe('"users/{a:b}"');
    expect(fill('{"a": "<list>"}')).toBe('{"a": "[a,b]"}');
  });

  it("gives valid JSON whatever the values are", () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const bare = fillTemplate('{"a": <x>}', () => value);
        expect(JSON.parse(bare ?? "").a).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("puts any text between quotes unchanged", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), text => {
        expect(JSON.parse(fillTemplate('{"a": "<x>"}', () => text) ?? "").a).toBe(text);
      }),
    );
  });
});
