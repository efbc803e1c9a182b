import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { keptStages } from "@tributary/contract-tools/config/kept-stages";
import type { Graph } from "@tributary/synth/graph";
import { describe, expect, it } from "vitest";
import config from "../../tributary.config.ts";
import { importGraph, root } from "./import-graph.ts";

type Invoked = (event: object, context: object) => Promise<unknown>;

const graph = importGraph();
const context = { getRemainingTimeInMillis: () => 1_000 };

/** The handlers of all functions, of every stage. */
const functions = [
  ...new Set(
    keptStages(config)
      .map(({ snapshot }) => JSON.parse(readFileSync(join(root, snapshot), "utf8")) as Graph)
      .flatMap(({ resources }) => resources.flatMap(({ code }) => code?.handler ?? [])),
  ),
];

describe.each(globSync("services/*", { cwd: root }).sort())("%s", service => {
  const files = globSync(`${service}/*.ts`, { cwd: root }).filter(file => !file.endsWith(".test.ts"));
  const names = files.map(file => file.slice(service.length + 1));

  it("has a handler.ts, and an infra.ts of fifteen lines at most", () => {
    expect(names).toEqual(expect.arrayContaining(["handler.ts", "infra.ts"]));
    const lines = readFileSync(join(root, service, "infra.ts"), "utf8")
      .trimEnd()
      .split("\n");
    expect(lines.length).toBeLessThanOrEqual(15);
  });

  it("asks for links at the first invocation, not when it is imported", async () => {
    expect(process.env.SST_RESOURCE_App).toBeUndefined();
    const invoked = functions.filter(handler => handler.startsWith(`${service}/handler.`));
    const module = (await import(join(root, service, "handler.ts"))) as Readonly<Record<string, Invoked>>;
    expect(invoked.length).toBeGreaterThan(0);
    for (const handler of invoked) {
      const calling = module[handler.slice(handler.indexOf(".") + 1)]!({ Records: [] }, context);
      await expect(calling, handler).rejects.toThrow("SST links");
    }
  });

  it("meets AWS and the kit's infrastructure in infra.ts, handler.ts and adapters alone", () => {
    const edge = /^(infra|handler|dynamodb-[a-z-]+)\.ts$|-fixture\.ts$/;
    const crossing = files.filter(
      file =>
        !edge.test(file.slice(service.length + 1)) &&
        (graph.get(file) ?? []).some(target => /^(packages\/sst\/|@aws-sdk\/)/.test(target)),
    );
    expect(crossing).toEqual([]);
  });
});
