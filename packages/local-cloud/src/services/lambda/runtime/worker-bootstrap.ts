import { subscribe } from "node:diagnostics_channel";
import { flushCompileCache } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { errorName } from "@tributary/contract/error-name";
import { MESSAGE_OUTCOMES, type MessageOutcome } from "@tributary/contract/message-outcome";
import { handlerFile, handlerPlace } from "./handler-file.ts";
import { invocationContext, serialise } from "./invocation-context.ts";
import type { LoadProblem, WorkerInvocation, WorkerReport, WorkerStart } from "./worker-messages.ts";
import { followSources } from "./worker-sources.ts";

class InitError extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** Runs inside a worker thread: one execution environment of one function. */
const start = workerData as WorkerStart;
const port = parentPort;
if (!port) throw new Error("This module runs in a worker thread.");
delete process.env.NODE_COMPILE_CACHE; // Is the runtime's own.

const file = handlerFile(start.module);
const url = file && pathToFileURL(file).href;
const sources = start.isWatched && url ? followSources(start.root, url) : undefined;
// A client of AWS throws from under its middleware: the function's own line is further down than Node.js looks.
if (sources) Error.stackTraceLimit = 50;
const report = (message: WorkerReport) => port.postMessage(message);
/** What was loaded goes out before what came of it. */
const reportLoaded = () => {
  const files = sources?.newFiles() ?? [];
  if (files.length > 0) report({ kind: "loaded", files });
};
const placeOf = (error: unknown): { place?: string } => {
  const place = error instanceof InitError ? handlerPlace(start) : sources?.placeOf(error);
  return place === undefined ? {} : { place };
};
const fail = (errorType: string, error: unknown, fatal = false) => {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  report({
    kind: "failure",
    errorType: errorType || name,
    errorMessage: message,
    trace: (stack ?? "").split("\n"),
    fatal,
    ...placeOf(error),
  });
};

captureOutput(process.stdout);
captureOutput(process.stderr);
process.on("uncaughtException", error => {
  fail("", error, true);
  process.exit(129);
});
process.on("unhandledRejection", reason => {
  fail("Runtime.UnhandledPromiseRejection", reason, true);
  process.exit(128);
});

if (sources)
  subscribe(MESSAGE_OUTCOMES, published => {
    const told = published as MessageOutcome;
    if (told.outcome !== "failed") return report({ kind: "outcome", told });
    const { error, ...message } = told;
    report({ kind: "outcome", told: { ...message, error: errorName(error), ...placeOf(error) } });
  });

type Handler = (event: unknown, context: unknown) => unknown;

// Loading begins at once, so that a prewarmed environment is ready; what it throws belongs to the first invocation.
const loading = load().then(
  handler => ({ handler }),
  (error: unknown) => ({ error }),
);
void loading.then(loaded => {
  // Environments that start later need not compile what they share with this one, and none has it left to write at its end.
  if (start.compileCache) flushCompileCache();
  reportLoaded();
  report({ kind: "ready", ...("error" in loaded ? { problem: problemOf(loaded.error) } : {}) });
});

port.on("message", async ({ requestId, payload, timeout }: WorkerInvocation) => {
  const deadline = performance.now() + timeout;
  const loaded = await loading;
  if ("error" in loaded) {
    fail(loaded.error instanceof InitError ? loaded.error.type : "", loaded.error, true);
    process.exit(1);
  }
  try {
    const context = invocationContext(start, requestId, () => deadline - performance.now());
    const answer = await loaded.handler(JSON.parse(payload), context);
    reportLoaded();
    report({ kind: "answer", payload: serialise(answer) });
  } catch (error) {
    fail("", error);
  }
});

async function load(): Promise<Handler> {
  if (!url) throw new InitError("Runtime.ImportModuleError", `Cannot find module '${fileURLToPath(start.module)}'`);
  const module: Record<string, unknown> = await import(url);
  const handler = module[start.handler];
  if (typeof handler !== "function")
    throw new InitError("Runtime.HandlerNotFound", `${start.handler} is undefined or not exported`);
  return handler as Handler;
}

/** The message only where it is the engine's own: whatever a module throws as it loads may quote its surroundings. */
function problemOf(error: unknown): LoadProblem {
  const isEngines = error instanceof SyntaxError || error instanceof InitError || hasCode(error, /^ERR_/);
  return {
    errorType: error instanceof InitError ? error.type : errorName(error),
    ...(isEngines ? { message: (error as Error).message } : {}),
    ...placeOf(error),
  };
}

function hasCode(error: unknown, pattern: RegExp): boolean {
  return error instanceof Error && "code" in error && pattern.test(String(error.code));
}

/** Output goes with the results, in order, over one port: a stream of its own would lag behind them. */
function captureOutput(stream: NodeJS.WriteStream): void {
  stream.write = ((chunk: string | Uint8Array, encoding?: unknown, written?: unknown): boolean => {
    report({ kind: "log", text: typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8") });
    const done = typeof encoding === "function" ? encoding : written;
    if (typeof done === "function") done();
    return true;
  }) as typeof stream.write;
}
