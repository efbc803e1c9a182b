import { Worker } from "node:worker_threads";
import { answered, exited, functionError, thrownError, timedOut } from "./function-error.ts";
import { type InvocationResult, LOG_TAIL, RuntimeStopped } from "./function-runtime.ts";
import { handlerPlace } from "./handler-file.ts";
import type { LoadProblem, ToldOutcome, WorkerInvocation, WorkerReport, WorkerStart } from "./worker-messages.ts";

/** One execution environment: a worker thread that runs one invocation at a time. */
export interface FunctionWorker {
  /** Never rejects but with `RuntimeStopped`. */
  invoke(invocation: Omit<WorkerInvocation, "timeout">, timeoutSeconds: number): Promise<InvocationResult>;
  /** Files that it has loaded so far. */
  readonly files: ReadonlySet<string>;
  /** Resolves when the handler has loaded, or with why it has not. */
  readonly ready: Promise<LoadProblem | undefined>;
  /** Where its handler is exported, if its file is there. */
  handlerPlace(): { readonly place?: string };
  /** Whether it still loads: it may have read a file and not told of it yet. */
  loading(): boolean;
  /** False once it has ended: by a crash, a timeout, or `end`. */
  alive(): boolean;
  end(): Promise<void>;
}

const BOOTSTRAP = new URL("./worker-bootstrap.ts", import.meta.url);

/** Megabytes. Node.js would let it grow to three times as much in each worker, for no gain in speed. */
const YOUNG_GENERATION = 16;

/** Who hears what a worker writes, and what became of messages. */
export interface WorkerListeners {
  readonly onLog: (text: string) => void;
  readonly onOutcome: (told: ToldOutcome) => void;
}

/** Starts an execution environment with an environment of its own. It does not keep the process alive while idle. */
export function startFunctionWorker(
  start: WorkerStart,
  env: Record<string, string>,
  { onLog, onOutcome }: WorkerListeners,
): FunctionWorker {
  const { compileCache } = start;
  const worker = new Worker(BOOTSTRAP, {
    // Set there, the bootstrap itself comes from the cache, too; it takes the name away again.
    env: compileCache === undefined ? env : { ...env, NODE_COMPILE_CACHE: compileCache },
    workerData: start,
    execArgv: [],
    name: start.FunctionName,
    resourceLimits: { maxOldGenerationSizeMb: start.MemorySize, maxYoungGenerationSizeMb: YOUNG_GENERATION },
  });
  worker.unref();
  let alive = true;
  let logs = "";
  let current: { requestId: string; finish: (result: InvocationResult | RuntimeStopped) => void } | undefined;
  let ending = false;
  const files = new Set<string>();
  const loading = Promise.withResolvers<LoadProblem | undefined>();
  let isLoading = true;
  void loading.promise.then(() => {
    isLoading = false;
  });

  const placed = () => {
    const place = handlerPlace(start);
    return place === undefined ? {} : { place };
  };
  /** An end from outside says where the handler is, as no error was thrown anywhere. */
  const ended = (result: InvocationResult): InvocationResult => ({ ...result, ...placed() });

  worker.on("message", (report: WorkerReport) => {
    if (report.kind === "log") {
      logs = (logs + report.text).slice(-LOG_TAIL);
      onLog(report.text);
    } else if (report.kind === "loaded") for (const file of report.files) files.add(file);
    else if (report.kind === "ready") loading.resolve(report.problem);
    else if (report.kind === "outcome") onOutcome(report.told);
    else if (report.kind === "answer") current?.finish(answered(report.payload, logs));
    else {
      const { errorType, errorMessage, trace, fatal, place } = report;
      if (fatal) alive = false;
      const result = functionError(errorType, errorMessage, { trace, logs });
      current?.finish({ ...result, ...(place === undefined ? {} : { place }) });
    }
  });
  worker.on("error", error => {
    alive = false;
    if (!current) return;
    const outOfMemory = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
    current.finish(outOfMemory ? ended(exited(current.requestId, "signal: killed", logs)) : thrownError(error, logs));
  });
  worker.on("exit", status => {
    alive = false;
    loading.resolve({ errorType: "Runtime.ExitError" });
    if (current)
      current.finish(ending ? new RuntimeStopped() : ended(exited(current.requestId, `exit status ${status}`, logs)));
  });

  return {
    files,
    ready: loading.promise,
    handlerPlace: placed,
    loading: () => isLoading,
    alive: () => alive,
    invoke: ({ requestId, payload }, timeoutSeconds) =>
      new Promise((resolve, reject) => {
        const timeout = timeoutSeconds * 1000;
        const timer = setTimeout(() => {
          alive = false;
          current?.finish(ended(timedOut(requestId, timeoutSeconds, logs)));
          void worker.terminate();
        }, timeout);
        logs = "";
        worker.ref();
        current = {
          requestId,
          finish(result) {
            current = undefined;
            clearTimeout(timer);
            worker.unref();
            if (result instanceof RuntimeStopped) reject(result);
            else resolve(result);
          },
        };
        worker.postMessage({ requestId, payload, timeout } satisfies WorkerInvocation);
      }),
    async end() {
      ending = true;
      alive = false;
      await worker.terminate();
    },
  };
}
