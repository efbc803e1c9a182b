import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { keptStages } from "@tributary/contract-tools/config/kept-stages";
import type { ProgramNow } from "@tributary/contract-tools/wiring/graph-age";
import { evaluate } from "@tributary/synth/evaluate";
import { isPlatformInstalled } from "@tributary/synth/platform";
import { renderGraph } from "@tributary/synth/render-graph";
import { SynthError } from "@tributary/synth/synth-error";
import { filesOfProgram, hasProgram } from "./dev/dev-program.ts";
import { configured, type LoadedConfig, programFolder } from "./load-config.ts";

/**
 * The program that a kept graph is of, as it is now: evaluated where the SST platform is installed already. Undefined for a graph
 * that no stage keeps, and where there is no program.
 */
export async function programNow(loaded: LoadedConfig, graph: string): Promise<ProgramNow | undefined> {
  const root = resolve(programFolder(loaded));
  const isIt = (snapshot: string) => resolve(configured(loaded, snapshot)) === resolve(graph);
  const kept = keptStages(loaded.config).find(({ snapshot }) => isIt(snapshot));
  if (kept === undefined || !hasProgram(root)) return undefined;
  const files = [...(await filesOfProgram(root))].filter(file => existsSync(file));
  const text = await graphOf(root, kept.stage, kept.environment);
  return { sources: files.map(file => readFileSync(file, "utf8")), ...(text !== undefined && { graph: text }) };
}

/** The text of a stage's graph; undefined where the platform is missing, or the program has faults that `synth` reports. */
async function graphOf(
  root: string,
  stage: string,
  environment: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  try {
    if (!(await isPlatformInstalled(root))) return undefined;
    const [graph] = await evaluate(root, [stage], { environments: { [stage]: environment } });
    return graph && renderGraph(graph);
  } catch (error) {
    if (error instanceof SynthError) return undefined;
    throw error;
  }
}
