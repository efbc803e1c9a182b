import type { Wire } from "../kernel/wire.ts";

/** The key under which wire formats store the X-Ray trace of the request. */
export const traceOf: unique symbol = Symbol("trace");

/** A request, with the trace that its sender belongs to. */
export interface FromTrace {
  readonly [traceOf]?: string | undefined;
}

/**
 * A wire format that leaves the trace of a request in its input: SQS makes it the AWSTraceHeader of messages, EventBridge
 * passes it on to targets. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-tracing.html
 */
export function keepingTrace(wire: Wire): Wire {
  return {
    ...wire,
    decode(request) {
      const decoded = wire.decode(request);
      const trace = request.headers["x-amzn-trace-id"];
      if (trace !== undefined) Object.assign(decoded.input, { [traceOf]: trace });
      return decoded;
    },
  };
}
