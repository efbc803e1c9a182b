import fc from "fast-check";
import { expect, it } from "vitest";
import type { Graph } from "./graph.ts";
import { renderGraph } from "./render-graph.ts";

const values = fc.dictionary(fc.string(), fc.jsonValue());
const graph: fc.Arbitrary<Graph> = fc.record({
  app: fc.string(),
  stage: fc.string(),
  region: fc.string(),
  account: fc.string(),
  links: fc.dictionary(fc.string(), values),
  resources: fc.array(
    fc.record(
      { name: fc.string(), type: fc.string(), parent: fc.string(), id: fc.string(), inputs: values, outputs: values },
      { requiredKeys: ["name", "type", "id", "inputs", "outputs"] },
    ),
  ),
});

it("renders JSON that reads back as the same graph", () => {
  fc.assert(
    fc.property(graph, original => {
      expect(JSON.parse(renderGraph(original))).toEqual(JSON.parse(JSON.stringify(original)));
    }),
  );
});

it("shows a changed input as one changed line", () => {
  const of = (timeout: number) =>
    renderGraph({
      app: "a",
      stage: "s",
      region: "r",
      account: "0",
      links: {},
      resources: [{ name: "F", type: "t", id: "f", inputs: { memorySize: 512, timeout }, outputs: { arn: "x" } }],
    }).split("\n");
  const before = of(10);
  expect(of(60).filter((line, index) => line !== before[index])).toEqual(['  "timeout":60},']);
});
