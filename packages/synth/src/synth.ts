import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { evaluate } from "./evaluate.ts";
import { renderGraph } from "./render-graph.ts";
import { snapshots } from "./snapshots.ts";

/**
 * Evaluates the stages that have a snapshot and writes those that changed; with `check` it writes nothing.
 * Resolves to the snapshot files that were stale, relative to `root`.
 */
export async function synth(root: string, stages: readonly string[], { check }: { check: boolean }): Promise<string[]> {
  const graphs = await evaluate(root, stages);
  const stale: string[] = [];
  for (const graph of graphs) {
    const file = snapshots[graph.stage]!;
    const text = renderGraph(graph);
    if (text === (await readFile(join(root, file), "utf8").catch(() => ""))) continue;
    stale.push(file);
    if (!check) await writeFile(join(root, file), text);
  }
  return stale;
}
