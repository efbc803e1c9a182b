import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { GraphError } from "./graph-error.ts";
import { readGraph } from "./read-graph.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-graph-"));
afterAll(() => rmSync(folder, { recursive: true }));

const rest = '"stage":"s","region":"r","account":"1","links":{}';
const resource = '{"name":"A","type":"t","id":"a","inputs":{},"outputs":{}}';
const cases: [string, string, RegExp][] = [
  ["text that ends too soon", '{\n  "app": "x",\n', /graph\.json:3:1: not valid JSON/],
  ["text with an error in the middle", '{\n  "app": oops }', /graph\.json:2:10: not valid JSON/],
  ["a list", "[]", /a graph is an object/],
  ["no app", `{${rest},"resources":[]}`, /app must be a string/],
  ["no resources", `{"app":"a",${rest}}`, /resources must be an array/],
  [
    "a resource without inputs",
    `{"app":"a",${rest},"resources":[{"name":"A","type":"t","id":"a"}]}`,
    /resources\[0\]\.inputs/,
  ],
  ["a resource twice", `{"app":"a",${rest},"resources":[${resource},${resource}]}`, /t "A" is there twice/],
];

it.each(cases)("names file and place of %s", (_name, text, message) => {
  const file = join(folder, "graph.json");
  writeFileSync(file, text);
  expect(() => readGraph(file)).toThrow(message);
  expect(() => readGraph(file)).toThrow(file);
});

it("says what makes a missing file", () => {
  expect(() => readGraph(join(folder, "none.json"))).toThrow(
    /none\.json: there is no such file; `npx tributary synth` writes it/,
  );
});

it("does not wait for a pipe or a device to end, nor take a folder for a file", () => {
  const pipe = join(folder, "pipe");
  spawnSync("mkfifo", [pipe]);
  for (const path of [pipe, "/dev/zero"])
    expect(() => readGraph(path)).toThrow(new GraphError(`${path}: it is not a regular file`));
  expect(() => readGraph(folder)).toThrow(new GraphError(`${folder}: it is a folder`));
});
