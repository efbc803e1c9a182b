import type { OperationContext } from "../../../kernel/service.ts";
import { checkDestination } from "../failure-destination.ts";
import { type EventInvokeConfig, putFunction, requireFunction } from "../function-store.ts";
import { checkRange } from "../validate.ts";

/** Sets retries (0 to 2), age (60 to 21,600 s) and destinations (queues) of asynchronous invocations. */
export function putFunctionEventInvokeConfig(
  input: EventInvokeConfig & { FunctionName: string },
  context: OperationContext,
): object {
  checkRange("maximumRetryAttempts", input.MaximumRetryAttempts, 0, 2);
  checkRange("maximumEventAgeInSeconds", input.MaximumEventAgeInSeconds, 60, 21_600);
  checkDestination(input.DestinationConfig?.OnFailure?.Destination, ["sqs"]);
  checkDestination(input.DestinationConfig?.OnSuccess?.Destination, ["sqs"]);
  const stored = requireFunction(context, input.FunctionName);
  const { FunctionName: _name, ...config } = input;
  putFunction(context, { ...stored, eventInvoke: config });
  return {
    ...config,
    FunctionArn: `${stored.configuration.FunctionArn}:$LATEST`,
    LastModified: context.clock.now() / 1000,
  };
}
