import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataLosses } from "./data-losses.ts";
import { evaluate } from "./evaluate.ts";
import type { Graph } from "./graph.ts";
import { platformFolder } from "./platform.ts";
import { renderGraph } from "./render-graph.ts";
import { synth } from "./synth.ts";
import { SynthError } from "./synth-error.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
const installed = existsSync(join(platformFolder(repository), "node_modules"));
if (!installed) console.log("skipped: SST platform not installed (`npx tributary synth --install`)");

describe.skipIf(!installed)("evaluate", () => {
  let root = "";
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "tributary-program-"));
    await symlink(join(repository, ".sst"), join(root, ".sst"));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  async function program(run: string, files: Record<string, string> = {}): Promise<void> {
    const config = `export default $config({ app: () => ({ name: "trial", home: "aws" }), async run() {\n${run}\n} });\n`;
    for (const [path, text] of Object.entries({ "sst.config.ts": config, ...files })) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
  }
  async function problems(): Promise<readonly string[]> {
    const error = await evaluate(root, ["local"]).catch(cause => cause);
    expect(error).toBeInstanceOf(SynthError);
    return (error as SynthError).problems;
  }

  it("gives the bytes in the repository, evaluated or kept from an evaluation", async () => {
    const files = (await readdir(join(repository, "infra"))).filter(name => /^graph.*\.json$/.test(name));
    const texts = await Promise.all(files.map(file => readFile(join(repository, "infra", file), "utf8")));
    const stages = texts.map(text => (JSON.parse(text) as Graph).stage);
    const evaluated = (await evaluate(repository, stages, { fresh: true })).map(renderGraph);
    const kept = (await evaluate(repository, stages)).map(renderGraph);
    expect([evaluated, kept]).toEqual([texts, evaluated]);
  });

  it("resolves references and keeps the links, the parent, and the handler of a function", async () => {
    await program(
      `const store = new sst.aws.Dynamo("Store", { fields: { id: "string" }, primaryIndex: { hashKey: "id" } });
       new sst.aws.Function("Work", { handler: "work.run", link: [store] });`,
      { "work.ts": "export const run = () => {};" },
    );
    const [graph] = await evaluate(root, ["trial"]);
    const work = graph?.resources.find(({ type }) => type === "aws:lambda/function:Function");
    expect(work).toMatchObject({ parent: "Work", code: { handler: "work.run", links: ["Store"] } });
    expect(work?.inputs).toMatchObject({ environment: { variables: { SST_RESOURCE_App: expect.any(String) } } });
    expect(JSON.stringify(work?.inputs)).not.toMatch(/SST_KEY|s3Key/);
    const table = graph?.resources.find(({ type }) => type === "aws:dynamodb/table:Table");
    expect(graph?.links.Store).toEqual({ name: table?.id, type: "sst.aws.Dynamo" });
  });

  it("evaluates SST's own subscriptions and function URLs, and names what the program does not name", async () => {
    await program(
      `const bus = new sst.aws.Bus("Bus");
       bus.subscribe("Mail", "work.run", { pattern: { source: ["shop"] } });
       new sst.aws.Function("Api", { handler: "work.run", url: true });
       new aws.sqs.Queue("Plain", {});
       new aws.sqs.Queue("Ordered", { fifoQueue: true });`,
      { "work.ts": "export const run = () => {};" },
    );
    const [graph] = await evaluate(root, ["trial"]);
    const outputsOf = (name: string) => graph?.resources.find(resource => resource.name === name)?.outputs;
    expect(outputsOf("Plain")).toMatchObject({ name: expect.stringMatching(/^Plain-[0-9a-f]{7}$/) });
    expect(outputsOf("Ordered")).toMatchObject({ name: expect.stringMatching(/^Ordered-[0-9a-f]{7}\.fifo$/) });
    expect(outputsOf("ApiUrl")).toMatchObject({ functionUrl: expect.stringMatching(/^https:.*\.lambda-url\./) });
    expect(graph?.resources.filter(({ type }) => type === "aws:lambda/permission:Permission")).toHaveLength(3);
  });

  it("keeps what a deployment tells a table by, also under the name that its component had", async () => {
    const store = (name: string, options = "") =>
      `new sst.aws.Dynamo("${name}", { fields: { id: "string" }, primaryIndex: { hashKey: "id" } }${options});`;
    const graphOf = async (run: string) => {
      await program(run);
      return (await evaluate(root, ["trial"]))[0]!;
    };
    const before = await graphOf(store("Store"));
    expect(dataLosses(before, await graphOf(store("Shop")))).toMatchObject([{ resource: "StoreTable" }]);
    const renamed = await graphOf(store("Shop", `, { aliases: [{ name: "Store" }] }`));
    expect(renamed.resources.map(({ deployment }) => deployment)).toEqual([
      {
        within: "sst:aws:Dynamo",
        aliases: ["sst:aws:Dynamo$aws:dynamodb/table:Table::StoreTable"],
        ignoreChanges: ["name"],
      },
    ]);
    expect(dataLosses(before, renamed)).toEqual([]);
  });

  it.each(["feature/x", "a_b", "", "ümlaut", "-a", "a-", "-", "a\n"])(
    "refuses the stage %j, of which no name can be made",
    async stage => {
      await program(`new sst.aws.Queue("Work");`);
      await expect(evaluate(root, [stage])).rejects.toThrow("letters, digits and inner hyphens");
    },
  );

  it("names every resource type that it does not know", async () => {
    await program(`new aws.ec2.Eip("Address", {}); new aws.ecr.Repository("Images", {});`);
    expect(await problems()).toEqual([
      'resource type aws:ec2/eip:Eip ("Address") is not known to the offline evaluation',
      'resource type aws:ecr/repository:Repository ("Images") is not known to the offline evaluation',
    ]);
  });

  it("names a data source that it cannot answer", async () => {
    await program(`aws.ec2.getAmiOutput({ owners: ["self"] });`);
    expect(await problems()).toEqual(["data source aws:ec2/getAmi:getAmi has no offline answer"]);
  });

  it("names a data source that it cannot answer before the error that follows from it", async () => {
    await program(`const { names } = await aws.getAvailabilityZones({});\n    names.at(0);`);
    expect(await problems()).toEqual([
      "data source aws:index/getAvailabilityZones:getAvailabilityZones has no offline answer",
      expect.stringMatching(/^sst\.config\.ts:\d+:\d+ Cannot read properties of undefined/),
    ]);
  });

  it("says where in the program an error was thrown", async () => {
    await program(`const { fail } = await import("./infra/broken.ts"); fail();`, {
      "infra/broken.ts": `\nexport const fail = (): void => {\n  throw new Error("no such bus");\n};\n`,
    });
    expect(await problems()).toEqual(["infra/broken.ts:3:9 no such bus"]);
  });

  it("says where in the program the syntax is wrong", async () => {
    await program(`const x = ;`);
    expect(await problems()).toEqual([expect.stringMatching(/^sst\.config\.ts:2:11 /)]);
  });

  it("shows each stage its own environment, and keeps what it evaluated apart", async () => {
    await program(`new sst.aws.Queue("Work" + (process.env.TRIAL_SIZE ?? ""));`);
    const names = async (environments: Record<string, Record<string, string>>) => {
      const graphs = await evaluate(root, ["one", "two"], { environments });
      return graphs.map(({ links }) => Object.keys(links).join());
    };
    const large = { two: { TRIAL_SIZE: "Large" } };
    expect([await names(large), await names({}), await names(large)]).toEqual([
      ["Work", "WorkLarge"],
      ["Work", "Work"],
      ["Work", "WorkLarge"],
    ]);
  });

  it("tells which snapshot is stale, and writes it unless it only checks", async () => {
    await program(`new sst.aws.Queue("Work");`, { "infra/graph.json": "{}" });
    const stale = async (check: boolean) => (await synth(root, { local: "infra/graph.json" }, { check })).stale;
    expect(await stale(true)).toEqual(["infra/graph.json"]);
    expect(await readFile(join(root, "infra/graph.json"), "utf8")).toBe("{}");
    expect(await stale(false)).toEqual(["infra/graph.json"]);
    expect(await stale(true)).toEqual([]);
  });

  it("says that a program which waits for ever does not end", async () => {
    await program(`await new Promise(() => {});`);
    expect(await problems()).toEqual(["the program never ends: something it waits for does not happen"]);
  });

  it("says when there is no program", async () => {
    await expect(evaluate(tmpdir(), ["local"])).rejects.toThrow(`there is no sst.config.ts in ${tmpdir()}`);
  });

  it("says which handler file does not exist", async () => {
    await program(`new sst.aws.Function("Work", { handler: "nowhere.run" });`);
    expect(await problems()).toEqual(['function "Work": there is no nowhere.ts for its handler nowhere.run']);
    await program(`new sst.aws.Function("Work", { handler: "work.rum" });`, {
      "work.ts": "export const run = () => {};",
    });
    expect(await problems()).toEqual([
      'function "Work": work.ts has no export rum for its handler work.rum; it has run',
    ]);
  });
});
