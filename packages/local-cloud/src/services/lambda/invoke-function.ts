import { uuid } from "../../kernel/random.ts";
import type { CloudContext } from "../../kernel/service.ts";
import { requireFunction } from "./function-store.ts";
import type { InvokeOutput } from "./invocation.ts";

/** The outcome of a synchronous invocation. */
export interface FunctionAnswer {
  /** JSON: the function's answer, or its error. */
  readonly payload: string;
  readonly functionError?: "Handled" | "Unhandled";
  /** Of an invocation that was refused: its HTTP status. */
  readonly statusCode?: number;
}

/**
 * Runs a function, named or by ARN, and waits for it.
 * Rejects with `AwsError` when it cannot be invoked and with `RuntimeStopped` when the cloud stops meanwhile.
 */
export async function invokeFunction(
  context: CloudContext,
  functionName: string,
  payload: string,
): Promise<FunctionAnswer> {
  const input = { FunctionName: functionName, Payload: payload };
  const output = (await context.call("lambda", "Invoke", input)) as InvokeOutput;
  const answer = { payload: output.Payload ?? "null" };
  return output.FunctionError ? { ...answer, functionError: "Unhandled" } : answer;
}

/**
 * Queues an asynchronous invocation, retried as the function's event invoke configuration says. Joins the caller's
 * transaction; `ResourceNotFoundException` when there is no such function.
 */
export function invokeAsync(context: CloudContext, functionName: string, payload: string): void {
  const name = requireFunction(context, functionName).configuration.FunctionName;
  const now = context.clock.now();
  context.store
    .prepare(
      "INSERT INTO lambda_async_invocations (id, function_name, payload, attempts, accepted_at, due_at) VALUES (?, ?, ?, 0, ?, ?)",
    )
    .run(uuid(context.random), name, payload, now, now);
  context.signals.notify("lambda:async");
}
