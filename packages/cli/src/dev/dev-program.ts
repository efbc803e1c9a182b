import { existsSync } from "node:fs";
import { join } from "node:path";
import { evaluate } from "@tributary/synth/evaluate";
import type { Graph } from "@tributary/synth/graph";
import { installPlatform, isPlatformInstalled } from "@tributary/synth/platform";
import { programFiles } from "@tributary/synth/program-files";
import { SynthError } from "@tributary/synth/synth-error";

/** An SST program, and the stage to run. */
export interface DevProgram {
  readonly root: string;
  readonly stage: string;
  /** Further environment variables for the program. */
  readonly environment: Readonly<Record<string, string>>;
  /** Called with progress lines while the SST platform is installed. */
  readonly note: (line: string) => void;
  /** Ends an installation, and with it the evaluation that waits for it. */
  readonly stop: AbortSignal;
}

/** The result of an evaluation: a graph, or the program's faults, one per line. */
export type Evaluated = { readonly graph: Graph } | { readonly problems: readonly string[] };

const PROGRAM = "sst.config.ts";

/** Evaluates the program in a process of its own until told to stop, installing the SST platform if that is missing. */
export async function evaluateProgram(
  { root, stage, environment, note, stop: stopAll }: DevProgram,
  stop = stopAll,
): Promise<Evaluated> {
  try {
    if (!(await isPlatformInstalled(root))) await installPlatform(root, note, stopAll);
    const [graph] = await evaluate(root, [stage], { environments: { [stage]: environment }, stop });
    return { graph: graph! };
  } catch (error) {
    if (error instanceof SynthError) return { problems: error.problems };
    throw error;
  }
}

/** Whether the folder has a program. */
export const hasProgram = (root: string): boolean => existsSync(join(root, PROGRAM));

/** The files that define the program, besides the packages that it uses. */
export const filesOfProgram = (root: string): Promise<ReadonlySet<string>> => programFiles(root, PROGRAM);
