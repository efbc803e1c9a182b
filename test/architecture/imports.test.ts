import { describe, expect, it } from "vitest";
import { findCycle, importGraph, loadedBefore } from "./import-graph.ts";

const graph = importGraph();

const layer = (file: string) => layers.indexOf(file.split("/")[0] ?? "");
const layers = ["contracts", "packages", "services", "infra", "test"];
const isTest = (file: string) => /\.(test|bench)\.ts$|-(suite|fixture)\.ts$|^test\//.test(file);

/** Every import of a file that breaks `rule`, as `from → to`. */
function breaches(
  of: (file: string) => boolean,
  allowed: (target: string, file: string) => boolean,
  imports: ReadonlyMap<string, readonly string[]> = graph,
): string[] {
  return [...imports].flatMap(([file, targets]) =>
    of(file) ? targets.filter(target => !allowed(target, file)).map(target => `${file} → ${target}`) : [],
  );
}

/** Imports that point up: from packages to services, from services to infra, and so on. */
const arrowsUp = (imports = graph as ReadonlyMap<string, readonly string[]>) =>
  breaches(
    file => !isTest(file) && layer(file) >= 0,
    (target, file) => layer(target) <= layer(file) || target.startsWith("packages/contract/"),
    imports,
  );

describe("who may import whom", () => {
  it("sees the repository", () => {
    expect(graph.size).toBeGreaterThan(50);
    expect(graph.get("packages/local-cloud/src/cloud.ts")).toContain("packages/local-cloud/src/kernel/clock.ts");
  });

  it("has no import cycle", () => {
    expect(findCycle(graph)).toBeUndefined();
  });

  it("finds a cycle when there is one", () => {
    expect(
      findCycle(
        new Map([
          ["a", ["b"]],
          ["b", ["c"]],
          ["c", ["b"]],
        ]),
      ),
    ).toEqual(["b", "c", "b"]);
  });

  it("points from test to infra to services to packages to contracts, never back", () => {
    expect(arrowsUp()).toEqual([]);
  });

  it.each([
    ["services/site-metrics/infra.ts", "infra/bus.ts"],
    ["services/site-metrics/handler.ts", "infra/stage.ts"],
    ["packages/sst/src/bus/subscribe.ts", "infra/key.ts"],
    ["packages/sst/src/bus/subscribe.ts", "services/site-metrics/site.ts"],
    ["infra/program.ts", "test/flows/flow.ts"],
  ])("finds an arrow up: %s → %s", (file, target) => {
    expect(arrowsUp(new Map([[file, ["packages/sst/src/function/grant.ts", target]]]))).toEqual([
      `${file} → ${target}`,
    ]);
  });

  it("keeps what runs in a function free of tools", () => {
    const runtime = /^packages\/(contract|bus|delivery|change-event|fhir|healthlake)\/src\//;
    const tool = /^packages\/(contract-tools|compat|event-pattern|synth|local-cloud|sst|cli)\//;
    const tooled = breaches(
      file => runtime.test(file) && !isTest(file),
      target => !tool.test(target),
    );
    expect(tooled).toEqual([]);
  });

  it("keeps packages free of events and services", () => {
    const named = breaches(
      file => file.startsWith("packages/") && !isTest(file),
      target => !/^(contracts|services|infra)\//.test(target),
    );
    expect(named).toEqual([]);
  });

  it("services meet only through contracts", () => {
    const service = (path: string) => /^services\/([^/]+)\//.exec(path)?.[1];
    const crossed = breaches(
      file => service(file) !== undefined,
      (target, file) => service(target) === undefined || service(target) === service(file),
    );
    expect(crossed).toEqual([]);
  });

  it("keeps domain files free of AWS and Node.js", () => {
    const edge = /\/(handler|dynamodb-[a-z-]+|infra)\.ts$/;
    const pure = (file: string) =>
      !isTest(file) &&
      (/^(services\/[^/]+\/[^/]+\.ts$|packages\/healthlake-capture\/src\/)/.test(file)
        ? !edge.test(file)
        : file.startsWith("packages/change-event/src/"));
    expect([...graph.keys()].filter(pure).length).toBeGreaterThan(2);
    expect(breaches(pure, target => !/^(node:|@aws-sdk\/|@aws-lambda-powertools\/|sst)/.test(target))).toEqual([]);
  });

  it.each(["contract", "event-pattern"])("keeps @tributary/%s free of dependencies", name => {
    const folder = `packages/${name}/`;
    const outside = breaches(
      file => file.startsWith(folder) && !isTest(file),
      target => target.startsWith(folder),
    );
    expect(outside).toEqual([]);
  });
});

describe("what nobody waits for", () => {
  const heavy = ["yaml", "ajv", "esbuild", "@asyncapi/parser", "typescript"];
  const loads = (file: string) =>
    heavy.filter(name => [...loadedBefore(file)].some(each => each.split("/")[0] === name));

  it("is no parser, validator of schemas or bundler before npm start serves", () => {
    expect(loadedBefore("infra/local/run.ts")).toContain("packages/cli/src/dev/keep-current.ts");
    expect(loads("infra/local/run.ts")).toEqual([]);
  });

  it("is seen where it is loaded", () => {
    expect(loads("packages/contract-tools/src/source/load-contracts.ts")).toContain("yaml");
  });
});
