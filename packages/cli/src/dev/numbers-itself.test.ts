import { fileURLToPath } from "node:url";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { expect, test } from "vitest";
import { numbersItself } from "./numbers-itself.ts";

const graph = (name: string) => readGraph(fileURLToPath(new URL(`../../../../infra/${name}.json`, import.meta.url)));

test.each([
  ["graph", "healthlake-changes", true],
  ["graph", "patient-registry", false],
  ["graph.pipe", "patient-registry", false],
  ["graph", "nobody", false],
])("says in %s whether %s numbers its events itself: %s", (name, service, itself) => {
  expect(numbersItself(graph(name), service)).toBe(itself);
});
