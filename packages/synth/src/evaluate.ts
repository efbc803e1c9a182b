import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { realpath, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { bundleProgram } from "./bundle-program.ts";
import type { EvaluationAnswer } from "./evaluate-child.ts";
import { evaluateStage } from "./evaluate-stage.ts";
import { evaluationCache } from "./evaluation-cache.ts";
import type { Graph } from "./graph.ts";
import { graphOf } from "./graph-of.ts";
import { handlerProblem } from "./handler-problem.ts";
import { platformFolder } from "./platform.ts";
import { programKey } from "./program-key.ts";
import type { Recording } from "./recorded-resource.ts";
import { SynthError } from "./synth-error.ts";

export interface EvaluateOptions {
  /** Evaluate every stage, even if its inputs are unchanged. */
  readonly fresh?: boolean;
  /** Called for each stage that is evaluated rather than taken from the cache. */
  readonly onEvaluate?: (stage: string) => void;
  /** Environment variables that the program sees besides those of this process, by stage. */
  readonly environments?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Ends what is evaluated; the evaluation rejects with an `AbortError` then. */
  readonly stop?: AbortSignal;
}

/**
 * Evaluates `sst.config.ts` in `folder` for each stage, with nothing created and no account, and returns one graph a stage.
 * A stage whose inputs are unchanged is not evaluated again. Needs the SST platform (`installPlatform`). Rejects with a
 * `SynthError` that lists what is wrong with the program in the first stage that fails: every unknown resource type, every
 * unanswered call, and every missing handler by name.
 */
export async function evaluate(
  folder: string,
  stages: readonly string[],
  { fresh = false, onEvaluate, environments = {}, stop }: EvaluateOptions = {},
): Promise<Graph[]> {
  for (const stage of stages) {
    const problem = stageProblem(stage);
    if (problem !== undefined) throw new SynthError([problem]);
  }
  const root = await programRoot(folder);
  // Inside the platform folder, so that Pulumi and the providers resolve to the platform's own.
  const platform = await realpath(platformFolder(root));
  const { code, map } = await bundleProgram(root, platform);
  const folderOfCache = join(dirname(platform), "tributary-synth");
  const shared = evaluationCache(folderOfCache);
  const bundle = join(platform, `tributary-program-${randomUUID()}.mjs`);
  let written: Promise<unknown> | undefined;

  async function evaluated(stage: string): Promise<EvaluationAnswer> {
    const environment = environments[stage] ?? {};
    const key = programKey({ root, stage, code, platform, environment });
    // Stages read the same files, unless one has an environment of its own.
    const own = Object.keys(environment).length > 0;
    const cache = own ? evaluationCache(folderOfCache, { ...process.env, ...environment }) : shared;
    const kept = fresh ? undefined : await cache.get(key);
    if (kept !== undefined) return { recording: kept, problems: [] };
    onEvaluate?.(stage);
    written ??= Promise.all([writeFile(bundle, code), writeFile(`${bundle}.map`, map)]);
    await written;
    const answer = await evaluateStage({ root, stage, bundle }, environment, stop);
    const { recording, problems, reads } = answer;
    if (recording !== undefined && problems.length === 0 && reads !== undefined) await cache.put(key, recording, reads);
    return answer;
  }

  try {
    const graphs: Graph[] = [];
    for (const { recording, problems } of await besideEachOther(stages, evaluated)) {
      const all = [...problems, ...(recording === undefined ? [] : await handlerProblems(root, recording))];
      if (recording === undefined || all.length > 0) throw new SynthError(all.sort());
      graphs.push(graphOf(recording));
    }
    return graphs;
  } finally {
    await Promise.all([bundle, `${bundle}.map`].map(file => rm(file, { force: true })));
  }
}

/** Why a stage cannot have this name; undefined when it can. SST rejects the same: `feature/x` would be part of resources' names. */
export function stageProblem(stage: string): string | undefined {
  if (/^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/.test(stage)) return undefined;
  return `the stage ${JSON.stringify(stage)} is invalid: use letters, digits and inner hyphens`;
}

/** The real path of the folder; rejects with a `SynthError` when it has no program. */
async function programRoot(folder: string): Promise<string> {
  if (!existsSync(join(folder, "sst.config.ts"))) throw new SynthError([`there is no sst.config.ts in ${folder}`]);
  return realpath(folder);
}

async function handlerProblems(root: string, { functions }: Recording): Promise<string[]> {
  const problems: string[] = [];
  for (const [functionID, { handler }] of Object.entries(functions)) {
    const problem = await handlerProblem(root, handler);
    if (problem !== undefined) problems.push(`function "${functionID}": ${problem}`);
  }
  return problems;
}

/** Results in order, with no more at work at once than there are processors. */
async function besideEachOther<T, R>(all: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = [...all.entries()];
  const workers = Array.from({ length: availableParallelism() }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) results[next[0]] = await work(next[1]);
  });
  await Promise.all(workers);
  return results;
}
