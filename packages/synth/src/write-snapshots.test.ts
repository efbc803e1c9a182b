import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { usualLossesFile } from "./accepted-losses.ts";
import type { Graph } from "./graph.ts";
import { renderGraph } from "./render-graph.ts";
import { type SnapshotBase, workingTree } from "./snapshot-base.ts";
import { writeSnapshots } from "./write-snapshots.ts";

const files = { local: "infra/graph.json" };
let root = "";
beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-snapshots-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await mkdir(join(folder, "infra"));
  root = folder;
});

/** One table under a key, and further resources. */
const graph = (hashKey: string, more: Graph["resources"] = []): Graph => ({
  app: "shop",
  stage: "local",
  region: "us-east-1",
  account: "000000000000",
  links: {},
  resources: [resource("aws:dynamodb/table:Table", "Store", { hashKey }), ...more],
});
const resource = (type: string, name: string, inputs = {}) => ({ name, type, id: name, inputs, outputs: {} });

/** A commit of what is there now. */
function commit(): SnapshotBase {
  const texts = new Map([files.local, usualLossesFile].map(file => [file, workingTree(root).read(file)]));
  return { read: file => texts.get(file) };
}
const write = (now: Graph, bases?: SnapshotBase[], ...allow: string[]) =>
  writeSnapshots(root, [now], files, { check: false, allow, ...(bases && { bases }) });
const snapshot = () => readFileSync(join(root, files.local), "utf8");

it("writes changed files, unless it only checks", async () => {
  const checked = await writeSnapshots(root, [graph("pk")], files, { check: true });
  expect([checked.stale, existsSync(join(root, files.local))]).toEqual([["infra/graph.json"], false]);
  expect((await write(graph("pk"))).stale).toEqual(["infra/graph.json"]);
  expect(snapshot()).toBe(renderGraph(graph("pk")));
  expect((await write(graph("pk"))).stale).toEqual([]);
});

it("writes nothing that loses data before it is allowed, and records that it was", async () => {
  await write(graph("pk"));
  const refused = await write(graph("id"));
  expect(refused.refused).toMatchObject([{ file: files.local, resource: "Store", change: 'hashKey "pk" → "id"' }]);
  expect([snapshot(), existsSync(join(root, usualLossesFile))]).toEqual([renderGraph(graph("pk")), false]);
  const allowed = await write(graph("id"), undefined, "Store");
  expect([allowed.refused, allowed.accepted.length]).toEqual([[], 1]);
  expect(snapshot()).toBe(renderGraph(graph("id")));
  expect(JSON.parse(readFileSync(join(root, usualLossesFile), "utf8"))).toEqual([
    { stage: "local", resource: "Store", type: "aws:dynamodb/table:Table", change: 'hashKey "pk" → "id"' },
  ]);
});

it("accepts losses recorded since the commit in every later run", async () => {
  await write(graph("pk"));
  const before = commit();
  await write(graph("id"), [before, workingTree(root)], "Store");
  const again = await write(graph("id"), [before, workingTree(root)]);
  expect([again.refused, again.accepted.length, again.stale]).toEqual([[], 1, []]);
  expect(await write(graph("id"), [commit(), workingTree(root)])).toMatchObject({ refused: [], accepted: [] });
});

it("refuses a loss again that was accepted before the commit", async () => {
  await write(graph("pk"));
  for (const key of ["id", "pk"]) await write(graph(key), [commit(), workingTree(root)], "Store");
  const again = await write(graph("id"), [commit(), workingTree(root)]);
  expect(again.refused.map(({ change }) => change)).toEqual(['hashKey "pk" → "id"']);
  // Accepted again, it stands there twice, and counts from that commit on.
  const before = commit();
  await write(graph("id"), [before], "Store");
  expect((await write(graph("id"), [before])).refused).toEqual([]);
});

it("finds what a commit has though the file is gone, or was changed past the command", async () => {
  await write(graph("pk"));
  const before = commit();
  for (const text of [undefined, "{", "{}", renderGraph(graph("id"))]) {
    rmSync(join(root, files.local));
    writeFileSync(join(root, files.local), text ?? "");
    expect((await write(graph("id"), [before, workingTree(root)])).refused).toHaveLength(1);
  }
});

it("finds what the files have, though the commit is as the program", async () => {
  await write(graph("pk"));
  const before = commit();
  writeFileSync(join(root, files.local), renderGraph(graph("id")));
  expect((await write(graph("pk"), [before, workingTree(root)])).refused).toHaveLength(1);
});

it("does not ask about resources that were never committed", async () => {
  await write(graph("pk"));
  const before = commit();
  await write(graph("pk", [resource("aws:sqs/queue:Queue", "New")]), [before, workingTree(root)]);
  expect(await write(graph("pk"), [before, workingTree(root)])).toMatchObject({ refused: [], stale: [files.local] });
});

it("writes nothing where an allowed resource loses nothing, because the next loss would go unseen", async () => {
  await write(graph("pk"));
  const changed = graph("pk", [resource("aws:iam/role:Role", "Reader")]);
  expect((await write(changed, undefined, "Store", "Reader", "Nobody")).needless).toEqual([
    { name: "Store", known: true },
    { name: "Reader", known: true },
    { name: "Nobody", known: false },
  ]);
  expect(snapshot()).toBe(renderGraph(graph("pk")));
});
