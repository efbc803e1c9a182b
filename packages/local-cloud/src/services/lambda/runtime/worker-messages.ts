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
}

/** Cloud to worker: one invocation. */
export interface WorkerInvocation {
  readonly requestId: string;
  readonly payload: string;
  /** Milliseconds that the handler may take. */
  readonly timeout: number;
}

/** Worker to cloud: something written, or the end of an invocation. */
export type WorkerReport =
  | { readonly kind: "log"; readonly text: string }
  | { readonly kind: "answer"; readonly payload: string }
  | {
      readonly kind: "failure";
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace: string[];
      readonly fatal: boolean;
    };
