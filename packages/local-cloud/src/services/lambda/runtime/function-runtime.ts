import type { LoadProblem } from "./worker-messages.ts";

/** The part of a function that a runtime needs. Member names are those of the Lambda API. */
export interface RunnableFunction {
  readonly FunctionName: string;
  readonly FunctionArn: string;
  /** `path/below/the/root/module.export`. */
  readonly Handler: string;
  /** Folder that its handler is below, if not the runtime's own. */
  readonly root?: string | undefined;
  /** Seconds. */
  readonly Timeout: number;
  /** Megabytes; told to the function, not enforced. */
  readonly MemorySize: number;
  /** Changes with every change of the configuration: environments made before it are not used again. */
  readonly RevisionId: string;
  readonly environment: Readonly<Record<string, string>>;
  /** At most so many invocations at once; undefined takes the runtime's default. */
  readonly concurrency: number | undefined;
}

/** The outcome of an invocation. `payload` is the function's answer, or Lambda's error object, as JSON. */
export interface InvocationResult {
  readonly payload: string;
  readonly functionError?: "Handled" | "Unhandled";
  /** What the function wrote, its last part. */
  readonly logs: string;
  /** Where in its sources a function that failed threw, where that is followed, or its handler, if it was ended from outside. */
  readonly place?: string;
}

/** Runs functions. A function's failure is a result; a rejection means that the runtime has stopped. */
export interface FunctionRuntime {
  invoke(fn: RunnableFunction, payload: string, options: { readonly requestId: string }): Promise<InvocationResult>;
  /**
   * Since when someone has run the function: undefined while nobody does, as `sst dev` is not there. Its number changes
   * with who does. Functions that run here are always run.
   */
  servedSince?(fn: RunnableFunction): number | undefined;
  /** Calls `run` when that may have changed; returns what ends it. */
  onServed?(run: () => void): () => void;
  /** Makes an environment ready ahead of the first invocation. */
  prewarm?(fn: RunnableFunction): void;
  /**
   * Replaces the environments that have loaded one of these files, each once its successor has loaded; running invocations
   * finish on the former. An environment whose successor does not load stays.
   */
  reload?(files: ReadonlySet<string>): Promise<readonly Reloaded[]>;
  /** Takes nothing more, lets running invocations finish for a moment, and ends them and everything that keeps the process alive. */
  stop(): Promise<void>;
}

/** A function whose source has changed, and why it does not load, if so. */
export interface Reloaded {
  readonly functionName: string;
  readonly problem?: LoadProblem;
}

/** An invocation given up because the runtime stopped: it has no result, and is to be repeated by the next start. */
export class RuntimeStopped extends Error {
  override readonly name = "RuntimeStopped";
  constructor() {
    super("The function runtime has stopped.");
  }
}

/** An invocation given up because nobody runs the function any more: it is to be repeated once someone does. */
export class NobodyListens extends RuntimeStopped {
  override readonly message: string;
  constructor(worker: string) {
    super();
    this.message = `sst dev is not running (worker: ${worker})`;
  }
}

/** The kept tail of the log, in characters. Lambda's `LogResult` holds 4 KB. */
export const LOG_TAIL = 4_096;
