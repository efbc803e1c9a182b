import { type InvocationResult, LOG_TAIL } from "./function-runtime.ts";

/** Largest request and response of a synchronous invocation. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const PAYLOAD_LIMIT = 6 * 1024 * 1024;

/** A failed invocation as Lambda answers it. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
export function functionError(
  errorType: string,
  errorMessage: string,
  { trace, logs = "" }: { trace?: readonly string[]; logs?: string } = {},
): InvocationResult {
  return {
    payload: JSON.stringify({ errorType, errorMessage, ...(trace ? { trace } : {}) }),
    functionError: "Unhandled",
    logs: logs.slice(-LOG_TAIL),
  };
}

/** The Node.js runtime's error object for a thrown value. */
export function thrownError(error: unknown, logs = ""): InvocationResult {
  if (!(error instanceof Error)) return functionError(typeof error, String(error), { trace: [], logs });
  return functionError(error.name, error.message, { trace: (error.stack ?? "").split("\n"), logs });
}

/** The end of a function that ran longer than its timeout, in seconds. */
export function timedOut(requestId: string, seconds: number, logs = ""): InvocationResult {
  return functionError(
    "Sandbox.Timedout",
    `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
    {
      logs,
    },
  );
}

/** The end of a function whose process ended: `exit status 1`, or `signal: killed` when it took too much memory. */
export function exited(requestId: string, end: string, logs = ""): InvocationResult {
  const reason =
    end === "exit status 0" ? "Runtime exited without providing a reason" : `Runtime exited with error: ${end}`;
  return functionError("Runtime.ExitError", `RequestId: ${requestId} Error: ${reason}`, { logs });
}

/** A function's answer as a result; too large a one is the function's error. */
export function answered(payload: string, logs = ""): InvocationResult {
  if (payload.length > PAYLOAD_LIMIT && Buffer.byteLength(payload) > PAYLOAD_LIMIT)
    return functionError(
      "Function.ResponseSizeTooLarge",
      `Response payload size exceeded maximum allowed payload size (${PAYLOAD_LIMIT} bytes).`,
      { logs },
    );
  return { payload, logs: logs.slice(-LOG_TAIL) };
}
