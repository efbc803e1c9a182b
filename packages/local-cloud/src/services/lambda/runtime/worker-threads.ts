import { join, sep } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { type FunctionKeys, functionKeyId } from "../../../authorization/function-keys.ts";
import type { Channels } from "../../appsync/channels/channels.ts";
import {
  type FunctionRuntime,
  type InvocationResult,
  type Reloaded,
  type RunnableFunction,
  RuntimeStopped,
} from "./function-runtime.ts";
import { type FunctionWorker, startFunctionWorker } from "./function-worker.ts";
import { liveFunction } from "./live/live-function.ts";
import { startLiveWorker } from "./live/live-worker.ts";
import { localLinks } from "./local-links.ts";
import type { LoadProblem, ToldOutcome } from "./worker-messages.ts";

/** Options of worker threads: where functions come from and which cloud they call. */
export interface WorkerThreadsOptions {
  /** Folder that handlers are below. */
  readonly root: string;
  /** The cloud's URL, asked when an environment starts. */
  readonly endpoint: () => string;
  readonly region: string;
  /** The secrets of functions' keys; needed where the cloud verifies signatures. */
  readonly keys?: FunctionKeys;
  /** Environments per function unless its reserved concurrency says otherwise. */
  readonly concurrency?: number;
  /** Folder of Node's compile cache. */
  readonly compileCache?: string;
  /** Milliseconds that running invocations have to finish when the runtime stops. */
  readonly grace?: number;
  /** Milliseconds that a saved source has to load. */
  readonly loadTime?: number;
  /** Hears what functions write. */
  readonly onLog?: (functionName: string, text: string) => void;
  /**
   * Hears what became of messages that were not simply handled. With it, workers tell which files they load, too, so that
   * `reload` knows whom a change concerns.
   */
  readonly onOutcome?: (functionName: string, told: ToldOutcome) => void;
  /** Where functions of `sst dev` and the developer's machine find each other; without it, they run here as any other. */
  readonly channels?: Channels;
  /** Lets invocations run as long as they like, one at a time a function: a breakpoint may hold them up. */
  readonly isDebugged?: boolean;
}

/** Long enough for a batch of a few dozen calls; a stop by Ctrl-C should not keep anyone waiting. */
const GRACE = 2_000;

/** As long as Lambda's init phase. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const LOAD_TIME = 10_000;

/** Longer than anybody stays at a breakpoint. */
const DEBUGGED_SECONDS = 86_400;

/** Two environments a function: enough to overlap waiting, little enough for a laptop. */
const CONCURRENCY = 2;

interface Waiting {
  readonly start: (worker: FunctionWorker) => void;
  readonly giveUp: () => void;
}

interface Pool {
  /** What environments that have ended had loaded: a function that fails as it loads has no other. */
  readonly ended: Set<string>;
  /** What a successor that did not load had loaded: a change of those concerns this one. Its files are broken. */
  broken?: ReadonlySet<string> | undefined;
  readonly revision: string;
  fn: RunnableFunction;
  readonly workers: Set<FunctionWorker>;
  readonly idle: FunctionWorker[];
  readonly waiting: Waiting[];
}

/**
 * Runs functions from their TypeScript source in worker threads: pooled per function, one invocation at a time each,
 * with an environment of their own and an access key id that names the function. Invocations above the cap wait.
 */
export function workerThreads(options: WorkerThreadsOptions): FunctionRuntime {
  const pools = new Map<string, Pool>();
  const all = new Set<FunctionWorker>();
  const running = new Set<Promise<unknown>>();
  let stopped = false;

  const poolOf = (fn: RunnableFunction): Pool => {
    let pool = pools.get(fn.FunctionName);
    if (pool?.revision !== fn.RevisionId) {
      for (const worker of pool?.idle ?? []) void worker.end(); // Busy workers end when they are returned.
      const waiting = pool?.waiting.splice(0) ?? [];
      pool = { revision: fn.RevisionId, fn, workers: new Set(), idle: [], waiting, ended: new Set() };
      pools.set(fn.FunctionName, pool);
    }
    return pool;
  };

  const add = (pool: Pool): FunctionWorker => {
    const worker = startWorker(pool.fn, options);
    all.add(worker);
    pool.workers.add(worker);
    return worker;
  };

  /** Hands out environments to whoever waits, growing the pool up to its cap. */
  const serve = (pool: Pool) => {
    const most = options.isDebugged ? 1 : (pool.fn.concurrency ?? options.concurrency ?? CONCURRENCY);
    // Another one would load what is broken.
    const cap = pool.broken && pool.workers.size > 0 ? pool.workers.size : Math.max(1, most);
    for (const worker of pool.workers) {
      if (worker.alive()) continue;
      all.delete(worker);
      pool.workers.delete(worker);
      for (const file of worker.files) pool.ended.add(file);
    }
    while (pool.waiting.length > 0) {
      const worker = pool.idle.pop() ?? (pool.workers.size < cap ? add(pool) : undefined);
      if (!worker) return;
      if (worker.alive()) pool.waiting.shift()?.start(worker);
    }
  };

  const giveBack = (pool: Pool, worker: FunctionWorker) => {
    if (pools.get(pool.fn.FunctionName) !== pool) void worker.end();
    else if (worker.alive()) pool.idle.push(worker);
    serve(pool);
  };

  /** Puts a pool with what is in the files now in the place of another, once its first environment has loaded. */
  const replace = async (pool: Pool): Promise<Reloaded> => {
    const { fn } = pool;
    const functionName = fn.FunctionName;
    const worker = startWorker(fn, options);
    all.add(worker);
    const problem = await loaded(worker, options);
    if (stopped || problem !== undefined || pools.get(functionName) !== pool) {
      pool.broken = problem && new Set(worker.files);
      all.delete(worker);
      await worker.end();
      return { functionName, ...(problem ? { problem } : {}) };
    }
    const next = {
      ...pool,
      broken: undefined,
      ended: new Set<string>(),
      workers: new Set([worker]),
      idle: [worker],
      waiting: pool.waiting.splice(0),
    };
    pools.set(functionName, next);
    for (const former of pool.idle) void former.end(); // Busy ones end when they are given back.
    serve(next);
    return { functionName };
  };

  return {
    invoke(fn, payload, { requestId }) {
      if (stopped) return Promise.reject(new RuntimeStopped());
      const pool = poolOf(fn);
      return new Promise<InvocationResult>((resolve, reject) => {
        const start = (worker: FunctionWorker) => {
          const home = pools.get(fn.FunctionName) ?? pool;
          const run = worker
            .invoke({ requestId, payload }, options.isDebugged ? DEBUGGED_SECONDS : fn.Timeout)
            .then(resolve, reject)
            .finally(() => {
              running.delete(run);
              giveBack(home, worker);
            });
          running.add(run);
        };
        pool.waiting.push({ start, giveUp: () => reject(new RuntimeStopped()) });
        serve(pool);
      });
    },
    servedSince(fn) {
      const live = options.channels && liveFunction(fn.environment);
      return live ? options.channels?.heardSince(live.dev) : 0;
    },
    onServed: run => options.channels?.onChange(run) ?? (() => {}),
    prewarm(fn) {
      if (options.channels && liveFunction(fn.environment)) return; // Its process is not ours.
      const pool = poolOf(fn);
      const warm = () => {
        const isCurrent = !stopped && pools.get(fn.FunctionName) === pool;
        if (isCurrent && pool.workers.size === 0) pool.idle.push(add(pool));
      };
      // The first environment loads alone: the others find compiled what they share with it.
      const [first] = all;
      if (first) void first.ready.then(warm);
      else warm();
    },
    reload(files) {
      const concerned = [...pools.values()].filter(({ workers, broken, ended }) => {
        if (files.size > 0 && [...workers].some(worker => worker.loading())) return true;
        const loaded = [...workers].map(worker => worker.files).concat(broken ?? [], ended);
        return loaded.some(one => [...files].some(file => one.has(file) || holds(file, one)));
      });
      return Promise.all(concerned.map(replace));
    },
    async stop() {
      stopped = true;
      for (const pool of pools.values()) for (const { giveUp } of pool.waiting.splice(0)) giveUp();
      pools.clear();
      await finished(running, options.grace ?? GRACE);
      await Promise.all([...all].map(worker => worker.end()));
    },
  };
}

/** Whether a folder, one that is gone, held any of these files. */
const holds = (folder: string, files: ReadonlySet<string>): boolean =>
  [...files].some(file => file.startsWith(folder + sep));

/** Resolves when an environment has loaded, or with why it has not: a module may also never come to its end. */
async function loaded(
  worker: FunctionWorker,
  { isDebugged, loadTime = LOAD_TIME }: WorkerThreadsOptions,
): Promise<LoadProblem | undefined> {
  if (isDebugged) return worker.ready;
  const timeUp = new AbortController();
  const late = setTimeout(loadTime, undefined, { signal: timeUp.signal }).then(
    (): LoadProblem => ({
      errorType: "Sandbox.Timedout",
      message: `Its module did not load within ${loadTime / 1_000} s: find what never ends in it, or in what it imports.`,
      ...worker.handlerPlace(),
    }),
    () => undefined,
  );
  return Promise.race([worker.ready, late]).finally(() => timeUp.abort());
}

/** Waits for what runs, but not longer than the time given. */
async function finished(running: ReadonlySet<Promise<unknown>>, milliseconds: number): Promise<void> {
  if (running.size === 0) return;
  const timeUp = new AbortController();
  await Promise.race([
    Promise.allSettled(running),
    setTimeout(milliseconds, undefined, { signal: timeUp.signal }).catch(() => {}),
  ]);
  timeUp.abort();
}

function startWorker(fn: RunnableFunction, options: WorkerThreadsOptions): FunctionWorker {
  const { channels } = options;
  const root = fn.root ?? options.root;
  const live = channels && liveFunction(fn.environment);
  if (live) return startLiveWorker(fn, live, environmentOf(fn, options), { channels, root });
  const dot = fn.Handler.lastIndexOf(".");
  return startFunctionWorker(
    {
      module: pathToFileURL(join(fn.root ?? options.root, fn.Handler.slice(0, dot))).href,
      handler: fn.Handler.slice(dot + 1),
      FunctionName: fn.FunctionName,
      FunctionArn: fn.FunctionArn,
      MemorySize: fn.MemorySize,
      compileCache: options.compileCache,
      isWatched: options.onOutcome !== undefined,
      root: fn.root ?? options.root,
    },
    environmentOf(fn, options),
    {
      onLog: text => options.onLog?.(fn.FunctionName, text),
      onOutcome: told => options.onOutcome?.(fn.FunctionName, told),
    },
  );
}

/** As Lambda sets it. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
function environmentOf(fn: RunnableFunction, options: WorkerThreadsOptions): Record<string, string> {
  const { endpoint, region, root, keys } = options;
  return {
    ...localLinks(fn.environment, endpoint()),
    PATH: process.env.PATH ?? "",
    LANG: "en_US.UTF-8",
    _HANDLER: fn.Handler,
    LAMBDA_TASK_ROOT: fn.root ?? root,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: fn.FunctionName,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.MemorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.FunctionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    AWS_ENDPOINT_URL: endpoint(),
    AWS_ACCESS_KEY_ID: functionKeyId(fn.FunctionName),
    AWS_SECRET_ACCESS_KEY: keys?.secretOf(fn.FunctionName) ?? "local",
  };
}
