import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EvaluateOptions, evaluate } from "./evaluate.ts";
import type { Graph } from "./graph.ts";
import { platformFolder } from "./platform.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
const installed = existsSync(join(platformFolder(repository), "node_modules"));
if (!installed) console.log("skipped: SST platform not installed (`npx tributary synth --install`)");

const program = `export default $config({ app: () => ({ name: "shop", home: "aws" }), async run() {
  const { names } = await import("./infra/names.ts");
  const { readFileSync } = await import("node:fs");
  if (process.env.SHOP_CLOCK !== undefined) Date.now();
  if (process.env.SHOP_BUILD !== undefined) (await import("esbuild")).buildSync({ entryPoints: ["work.ts"], write: false });
  for (const name of [...names, readFileSync("queue.txt", "utf8"), process.env.SHOP_QUEUE ?? "Unset"])
    new aws.sqs.Queue(name, {});
  new sst.aws.Function("Work", { handler: "work.run" });
} });`;

describe.skipIf(!installed)("a second evaluation", () => {
  let root = "";
  const write = (name: string, text: string) => writeFileSync(join(root, name), text);
  const evaluated = async (stages: readonly string[] = ["dev"], options: EvaluateOptions = {}) => {
    const anew: string[] = [];
    const graphs = await evaluate(root, stages, { ...options, onEvaluate: stage => anew.push(stage) });
    return { anew, graphs };
  };
  const queues = ({ resources }: Graph) =>
    resources.filter(({ type }) => type === "aws:sqs/queue:Queue").map(({ name }) => name);

  beforeAll(async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "tributary-again-")));
    // A platform folder of its own, for its own cache; what is in it is shared.
    const [from, to] = [platformFolder(repository), platformFolder(root)];
    mkdirSync(to, { recursive: true });
    cpSync(join(repository, ".sst/provider-lock.json"), join(root, ".sst/provider-lock.json"));
    for (const part of ["src", "package.json", "version", "tsconfig.json", "node_modules"])
      if (existsSync(join(from, part))) symlinkSync(join(from, part), join(to, part));
    mkdirSync(join(root, "infra"));
    write("sst.config.ts", program);
    write("infra/names.ts", `export const names = ["Orders"];`);
    write("queue.txt", "Bills");
    write("work.ts", "export const run = () => {};");
    expect((await evaluated(["dev", "test"])).anew.sort()).toEqual(["dev", "test"]);
  });
  afterAll(() => {
    delete process.env.SHOP_QUEUE;
    delete process.env.SHOP_CLOCK;
    delete process.env.SHOP_BUILD;
    rmSync(root, { recursive: true });
  });

  test("of the same program evaluates nothing, and gives the same", async () => {
    const { anew, graphs } = await evaluated(["dev", "test"]);
    expect([anew, graphs.map(queues)]).toEqual([[], Array(2).fill(["Bills", "Orders", "Unset"])]);
    const fresh = await evaluated(["dev"], { fresh: true });
    expect([fresh.anew, fresh.graphs]).toEqual([["dev"], graphs.slice(0, 1)]);
  });

  test.each([
    ["the program", () => write("sst.config.ts", program.replace("Work", "Worker")), ["Bills", "Orders", "Unset"]],
    [
      "a file that it imports",
      () => write("infra/names.ts", `export const names = ["Mail"];`),
      ["Bills", "Mail", "Unset"],
    ],
    ["a file that it reads as it runs", () => write("queue.txt", "Parcels"), ["Mail", "Parcels", "Unset"]],
    ["a variable that it reads", () => Object.assign(process.env, { SHOP_QUEUE: "Set" }), ["Mail", "Parcels", "Set"]],
  ])("after a change of %s evaluates anew", async (_what, change, names) => {
    change();
    const { anew, graphs } = await evaluated();
    expect([anew, queues(graphs[0]!)]).toEqual([["dev"], names]);
    expect((await evaluated()).anew).toEqual([]);
  });

  test("of a program whose comments alone changed evaluates nothing", async () => {
    write("infra/names.ts", `// All of them.\nexport const names = ["Mail"];`);
    expect((await evaluated()).anew).toEqual([]);
  });

  test("finds a handler that is gone", async () => {
    write("work.ts", "export const walk = () => {};");
    await expect(evaluated()).rejects.toThrow("work.ts has no export run for its handler work.run; it has walk");
    write("work.ts", "export const run = () => {};");
    expect((await evaluated()).anew).toEqual([]);
  });

  test.each([
    ["takes the time", "SHOP_CLOCK"],
    ["bundles files by itself", "SHOP_BUILD"],
  ])("of a program that %s is an evaluation each time", async (_what, variable) => {
    process.env[variable] = "1";
    expect([(await evaluated()).anew, (await evaluated()).anew]).toEqual([["dev"], ["dev"]]);
    delete process.env[variable];
  });

  test("beside another gives both the same", async () => {
    write("queue.txt", "Letters");
    const both = await Promise.all([evaluated(), evaluated()]);
    expect(both.map(({ graphs }) => queues(graphs[0]!))).toEqual(Array(2).fill(["Letters", "Mail", "Set"]));
    expect((await evaluated()).anew).toEqual([]);
  });
});
