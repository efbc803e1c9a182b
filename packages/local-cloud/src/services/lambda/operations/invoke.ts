import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { InvocationRequest } from "../../../models/lambda-types.ts";
import { checkEnvironmentKey } from "../decrypt-environment.ts";
import { functionFailure } from "../function-failure.ts";
import { requireFunction, runnable, type StoredFunction } from "../function-store.ts";
import type { InvokeOutput } from "../invocation.ts";
import { invokeAsync } from "../invoke-function.ts";
import { PAYLOAD_LIMIT } from "../runtime/function-error.ts";
import {
  type FunctionRuntime,
  type InvocationResult,
  NobodyListens,
  RuntimeStopped,
} from "../runtime/function-runtime.ts";

/**
 * Runs a function and waits (RequestResponse), queues an invocation (Event), or only checks (DryRun). All but the run is done
 * at once, so that what a deployment queues is refused, or joins its transaction.
 */
export function invoke(runtime: FunctionRuntime) {
  return (input: InvocationRequest, context: OperationContext): InvokeOutput | Promise<InvokeOutput> => {
    const type = input.InvocationType ?? "RequestResponse";
    const stored = requireFunction(context, input.FunctionName, input.Qualifier);
    const name = stored.configuration.FunctionName;
    const payload = readPayload(input.Payload) || "{}";
    checkPayload(payload);
    if (type === "DryRun") return { StatusCode: 204 };
    if (type === "Event") {
      context.store.transaction(() => invokeAsync(context, name, payload));
      return { StatusCode: 202 };
    }
    return runAndWait(stored, payload, context, input.LogType);
  };

  async function runAndWait(
    stored: StoredFunction,
    payload: string,
    context: OperationContext,
    LogType: string | undefined,
  ): Promise<InvokeOutput> {
    const name = stored.configuration.FunctionName;
    if (stored.concurrency === 0)
      throw new AwsError("TooManyRequestsException", "Rate Exceeded.", {
        status: 429,
        members: { Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" },
      });
    checkEnvironmentKey(context, stored.configuration);
    context.report({ kind: "lambda:invoked", name, count: 1 });
    const result: InvocationResult = await runtime
      .invoke(runnable(stored), payload, { requestId: context.requestId })
      .catch((error: unknown) => {
        if (!context.accessKeyId || !(error instanceof RuntimeStopped)) throw error;
        if (!(error instanceof NobodyListens)) throw stopping(error);
        return { payload: answerOfAbsent(error), logs: "" };
      });
    if (result.functionError) {
      const place = result.place === undefined ? {} : { place: result.place };
      const said = functionFailure(result.payload, stored.configuration);
      context.report({ kind: "lambda:failed", name, count: 1, ...said, ...place });
    }
    return {
      StatusCode: 200,
      Payload: result.payload,
      ExecutedVersion: "$LATEST",
      ...(result.functionError ? { FunctionError: result.functionError } : {}),
      ...(LogType === "Tail" ? { LogResult: Buffer.from(result.logs ?? "").toString("base64") } : {}),
    };
  }
}

/** The text of a payload; that in bytes comes from outside, and must be JSON. */
function readPayload(payload: InvocationRequest["Payload"]): string | undefined {
  if (typeof payload === "string" || payload === undefined) return payload;
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8");
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new AwsError("InvalidRequestContentException", "Could not parse request body into json.", { cause });
  }
  return text;
}

function checkPayload(payload: string): void {
  if (payload.length > PAYLOAD_LIMIT / 3 && Buffer.byteLength(payload) > PAYLOAD_LIMIT)
    throw new AwsError(
      "RequestTooLargeException",
      `Request must be smaller than ${PAYLOAD_LIMIT} bytes for the InvokeFunction operation`,
      { status: 413 },
    );
}

/** What SST's bridge answers for an `sst dev` that is not there, as if the function had. */
export function answerOfAbsent({ message }: NobodyListens): string {
  return JSON.stringify({ statusCode: "500", body: message });
}

/** What a client is told whose invocation the end of the cloud cut off; pollers know `RuntimeStopped`. */
function stopping(cause: RuntimeStopped): AwsError {
  return new AwsError("ServiceException", "The local cloud is stopping.", { status: 500, cause });
}
