import type { MessageOutcome } from "@tributary/contract/message-outcome";

/** The start data of a worker. */
export interface WorkerStart {
  /** URL of the handler's module, without extension. */
  readonly module: string;
  /** Name of the exported handler. */
  readonly handler: string;
  readonly FunctionName: string;
  readonly FunctionArn: string;
  readonly MemorySize: number;
  readonly compileCache: string | undefined;
  /** Whether it tells which files it loads, where errors were thrown, and what became of messages. */
  readonly isWatched: boolean;
  /** Folder below which files are named. */
  readonly root: string;
}

/** Cloud to worker: one invocation. */
export interface WorkerInvocation {
  readonly requestId: string;
  readonly payload: string;
  /** Milliseconds that the handler may take. */
  readonly timeout: number;
}

/** What became of a message that was not simply handled; of an error only its kind and place. */
export type ToldOutcome =
  | {
      readonly outcome: "failed";
      readonly messageId?: string;
      readonly error: string;
      readonly place?: string;
    }
  | Exclude<MessageOutcome, { readonly outcome: "failed" }>;

/** Why a handler could not be loaded. */
export interface LoadProblem {
  readonly errorType: string;
  /** Of syntax errors and missing modules, whose messages are the engine's own. */
  readonly message?: string;
  readonly place?: string;
}

/** Worker to cloud: something written, something loaded, or the end of an invocation. */
export type WorkerReport =
  | { readonly kind: "log"; readonly text: string }
  | { readonly kind: "loaded"; readonly files: readonly string[] }
  | { readonly kind: "ready"; readonly problem?: LoadProblem }
  | { readonly kind: "outcome"; readonly told: ToldOutcome }
  | { readonly kind: "answer"; readonly payload: string }
  | {
      readonly kind: "failure";
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace: string[];
      readonly fatal: boolean;
      readonly place?: string;
    };
