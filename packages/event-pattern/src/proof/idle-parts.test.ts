import { expect, test } from "vitest";
import { idleParts } from "./idle-parts.ts";
import { satisfiable } from "./satisfiable.ts";

const schema = {
  type: "object",
  additionalProperties: false,
  properties: {
    data: {
      type: "object",
      additionalProperties: false,
      properties: { echo: { type: "boolean" }, change: { enum: ["created", "deleted"] }, $or: { type: "string" } },
    },
  },
};
const idle = (pattern: Readonly<Record<string, unknown>>) =>
  idleParts(pattern, each => satisfiable(each, schema, { schemas: new Map(), validate: () => true })).map(
    ({ pointer, kind, reasons }) => [pointer, kind, reasons.map(reason => [reason.pointer, reason.kind])],
  );

test("a value that no event has is named beside those that some have", () => {
  expect(idle({ data: { change: ["created", "renamed", { prefix: "x" }, { prefix: "del" }] } })).toEqual([
    ["/data/change/1", "value", []],
    ["/data/change/2", "value", []],
  ]);
});

test("an alternative that no event meets is named, with the condition that excludes it", () => {
  expect(idle({ data: { $or: [{ echo: [false] }, { ecko: [false] }] } })).toEqual([
    ["/data/$or/1", "alternative", [["/data/$or/1/ecko", "unknown-field"]]],
  ]);
  expect(idle({ $or: [{ data: { echo: [false] } }, { data: { change: ["gone"] } }] })).toEqual([
    ["/$or/1", "alternative", [["/$or/1/data/change", "excluded"]]],
  ]);
});

test("alternatives within alternatives, and the values in them, are looked at as well", () => {
  const inner = { $or: [{ echo: [true, "yes"] }, { ecko: [true] }] };
  expect(idle({ data: { $or: [inner, { change: ["created", "made"] }] } }).map(([pointer]) => pointer)).toEqual([
    "/data/$or/0/$or/0/echo/1",
    "/data/$or/0/$or/1",
    "/data/$or/1/change/1",
  ]);
});

test("an alternative is judged together with its surroundings", () => {
  const around = { change: ["created"], $or: [{ change: ["deleted"] }, { echo: [true] }] };
  expect(idle({ data: around })).toEqual([]);
  const both = { data: { echo: [true] }, $or: [{ data: { change: ["created"] } }, { data: { change: ["deleted"] } }] };
  expect(idle(both)).toEqual([]);
});

test("a field that is called $or has values, not alternatives", () => {
  expect(idle({ data: { $or: [{ prefix: "a" }, { prefix: "b" }] } })).toEqual([]);
});
