import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createInputFindings } from "./input-findings.ts";
import { inputResources } from "./input-resources.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-resources-"));

it("names invalid resources by line, pointer and keyword without values, and loads the rest in order", async () => {
  const file = join(folder, "in.ndjson");
  const observation = { resourceType: "Observation", status: "final", code: { text: "Weight" } };
  const lines = [
    { ...observation, id: "first" },
    { ...observation, id: "wrong", status: 7 },
    observation,
    { ...observation, id: "more", Secretfield: 1 },
    { ...observation, id: "x".repeat(65) },
    { resourceType: "Secrettype", id: "s" },
    {
      resourceType: "Bundle",
      type: "collection",
      entry: [{ resource: { ...observation, id: "deep", code: "Secret" } }],
    },
    { ...observation, id: "first", status: "amended" },
    { ...observation, id: "dangling", subject: { reference: "Patient/nowhere" } },
  ];
  writeFileSync(file, lines.map(line => JSON.stringify(line)).join("\n"));
  const said: string[] = [];
  const findings = createInputFindings(line => said.push(line.replace(folder, "")));
  const taken = await Array.fromAsync(inputResources([file], findings));

  expect(taken.map(({ resource, at }) => [resource.id, at.line])).toEqual([
    ["first", 1],
    ["first", 8],
    ["dangling", 9],
  ]);
  expect(said.map(line => line.replace(/ .* /, " … "))).toEqual([
    "/in.ndjson:2#/status: … (enum)",
    "/in.ndjson:3#/id: … (required)",
    "/in.ndjson:4: … (additionalProperties)",
    "/in.ndjson:5#/id: … (pattern)",
    "/in.ndjson:6#/resourceType: … (enum)",
    "/in.ndjson:7#/entry/0/resource/code: … (type)",
  ]);
  expect(said.join()).not.toMatch(/Secret|xxxx/);
  expect(findings).toMatchObject({ resources: 3, patients: 0, bad: 6 });
});
