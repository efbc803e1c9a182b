import { AsyncLocalStorage } from "node:async_hooks";

/** A call that a function makes, as it goes over the wire. */
export interface FunctionCall {
  /** As in the graph: `services/orders/handler.capture`. */
  readonly handler: string;
  /** `DynamoDB_20120810.PutItem`; of a FHIR data store as IAM has it, `healthlake:ReadResource`; for S3 the method. */
  readonly operation: string;
  readonly body: string;
}

/** What befalls a function's call: `refuse` before it is made, or `lose` its answer; a `crash` takes the function along. */
export type Mishap = "refuse" | "lose" | "crash before" | "crash after";

/** Decides over the calls of functions, and hears of them. */
export interface NetworkOptions {
  /** Decides over every call of a function. */
  readonly mishap?: (call: FunctionCall) => Mishap | undefined;
  /** Hears of every call of a function that was answered, with the status, and of statements with what was answered. */
  readonly answered?: (call: FunctionCall, status: number, answer: string) => void;
}

interface Invocation {
  readonly handler: string;
  crashed: boolean;
}

/** A handler as a test hands it over. */
export type TestFunction = (event: never, context: { getRemainingTimeInMillis(): number }) => Promise<unknown>;

/** The functions' own network: what goes wrong on it is nobody else's. */
export function functionNetwork({ mishap = () => undefined, answered = () => {} }: NetworkOptions) {
  const invocations = new AsyncLocalStorage<Invocation>();
  const thrown: unknown[] = [];
  let running = 0;
  return {
    /** What functions threw. */
    thrown: thrown as readonly unknown[],
    /** How many functions are at work. */
    running: () => running,
    /** The handler of the function that is at work here, if any. */
    caller: () => invocations.getStore()?.handler,
    /** A function whose calls are known by its handler's name. */
    attached:
      (handler: string, run: TestFunction): TestFunction =>
      async (event, context) => {
        running++;
        const invocation: Invocation = { handler, crashed: false };
        try {
          const answer = await invocations.run(invocation, () => run(event, context));
          if (invocation.crashed) throw new Error("The function crashed.");
          return answer;
        } catch (error) {
          thrown.push(error);
          throw error;
        } finally {
          running--;
        }
      },
    /** Makes a call; of a function, as `mishap` decides. */
    async call<Answer>(
      operation: string,
      body: string,
      perform: () => Promise<Answer>,
      told: (answer: Answer) => { readonly status: number; readonly text?: string },
    ): Promise<Answer> {
      const invocation = invocations.getStore();
      if (invocation === undefined) return perform();
      const call = { handler: invocation.handler, operation, body };
      const fail = (crash: boolean) => {
        invocation.crashed ||= crash;
        throw Object.assign(new Error("The connection was reset."), { code: "ECONNRESET" });
      };
      if (invocation.crashed) return fail(true);
      const what = mishap(call);
      if (what === "refuse" || what === "crash before") return fail(what !== "refuse");
      const answer = await perform();
      const { status, text = "" } = told(answer);
      answered(call, status, text);
      return what === undefined ? answer : fail(what !== "lose");
    },
  };
}

/** A function whose overlapping invocations share nothing: each has an environment of its own, as on Lambda. */
export function inEnvironments(make: () => TestFunction): TestFunction {
  const idle: TestFunction[] = [];
  return async (event, context) => {
    const handler = idle.pop() ?? make();
    try {
      return await handler(event, context);
    } finally {
      idle.push(handler);
    }
  };
}
