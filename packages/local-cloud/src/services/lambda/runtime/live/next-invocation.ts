import type { RunnableFunction } from "../function-runtime.ts";

/**
 * The answer of Lambda's runtime API to a function that asks for its next invocation, as HTTP text: SST passes it on.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next
 */
export function nextInvocation(
  { FunctionArn, FunctionName }: RunnableFunction,
  { requestId, payload }: { readonly requestId: string; readonly payload: string },
  deadline: number,
): string {
  const headers = {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(payload),
    "Lambda-Runtime-Aws-Request-Id": requestId,
    "Lambda-Runtime-Deadline-Ms": deadline,
    "Lambda-Runtime-Invoked-Function-Arn": FunctionArn,
    "Lambda-Runtime-Log-Group-Name": `/aws/lambda/${FunctionName}`,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 200 OK\r\n${lines.join("")}\r\n${payload}`;
}
