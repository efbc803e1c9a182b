/** The second argument of a handler. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export interface InvocationContext {
  callbackWaitsForEmptyEventLoop: boolean;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  getRemainingTimeInMillis(): number;
}

/** A handler's second argument; `remaining` returns how many milliseconds are left. */
export function invocationContext(
  fn: { FunctionName: string; FunctionArn: string; MemorySize: number },
  requestId: string,
  remaining: () => number,
): InvocationContext {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: fn.FunctionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: fn.FunctionArn,
    memoryLimitInMB: String(fn.MemorySize),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${fn.FunctionName}`,
    logStreamName: "local",
    getRemainingTimeInMillis: () => Math.max(0, remaining()),
  };
}

/** A handler's answer as Lambda sends it. */
export function serialise(answer: unknown): string {
  try {
    return JSON.stringify(answer) ?? "null";
  } catch (cause) {
    throw new Error("Unable to stringify response body", { cause });
  }
}
