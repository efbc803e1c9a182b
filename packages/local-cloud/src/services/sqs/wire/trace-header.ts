import type { WireRequest } from "../../../kernel/wire.ts";

/** The key under which wire formats store the X-Ray trace of the request in each message to send. */
export const traceOf: unique symbol = Symbol("trace");

/** A message, with the trace that its sender belongs to. */
export interface FromTrace {
  readonly [traceOf]?: string | undefined;
}

/**
 * Notes the trace of a request in its messages. SQS makes it their AWSTraceHeader.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-tracing.html
 */
export function noteTrace(operation: string, input: object, { headers }: WireRequest): void {
  const trace = headers["x-amzn-trace-id"];
  if (!trace || !operation.startsWith("SendMessage")) return;
  const { Entries = [input] } = input as { readonly Entries?: readonly object[] };
  for (const message of Entries) Object.assign(message, { [traceOf]: trace });
}
