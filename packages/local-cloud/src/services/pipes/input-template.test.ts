import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillTemplate } from "./input-template.ts";

describe("filling an input template", () => {
  const event = {
    name: 'a "quoted" name',
    n: 5,
    list: [{ id: 1 }, { id: 2 }],
    body: '{"inner":{"key":"k"}}',
    none: null,
  };
  const fill = (template: string) => fillTemplate(template, event, { "aws.pipes.pipe-name": "pipe" });

  it.each([
    ['{"x": <$.name>}', { x: event.name }],
    ['{"x": "is <$.name>"}', { x: `is ${event.name}` }],
    ['{"x": <$.n>, "y": "<$.n>"}', { x: 5, y: "5" }],
    ['{"x": <$.list>}', { x: event.list }],
    ['{"x": <$.list[1].id>}', { x: 2 }],
    ['{"x": <$.list[*].id>}', { x: [1, 2] }],
    ['{"x": <$.body.inner.key>}', { x: "k" }],
    ['{"x": "<$.list>"}', { x: JSON.stringify(event.list) }],
    ['{"x": <$.none>}', { x: null }],
    ['{"x": "<$.absent>"}', { x: "" }],
    ['{"x": "<aws.pipes.pipe-name>"}', { x: "pipe" }],
    ["<aws.pipes.event.json>", event],
    ['{"x": "a \\" <$.n>"}', { x: 'a " 5' }],
  ])("makes %s into JSON", (template, expected) => {
    expect(JSON.parse(fill(template))).toEqual(expected);
  });

  it("returns text without variables unchanged", () => {
    expect(fill("Hello, <world>")).toBe("Hello, <world>");
  });

  it("writes any text, in quotes or not, so that it reads back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), text => {
        const filled = fillTemplate('{"a": <$.text>, "b": "<$.text>"}', { text: [text] }, {});
        expect(JSON.parse(filled)).toEqual({ a: [text], b: JSON.stringify([text]) });
      }),
    );
  });
});
