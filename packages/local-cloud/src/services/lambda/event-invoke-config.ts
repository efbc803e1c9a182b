import { AwsError } from "../../kernel/aws-error.ts";
import type { OperationContext } from "../../kernel/service.ts";
import { checkMaySend } from "./check-role.ts";
import { checkDestination } from "./failure-destination.ts";
import { type EventInvokeConfig, putFunction, requireFunction, type StoredFunction } from "./function-store.ts";
import { checkRange, invalidParameter } from "./validate.ts";

/** Input of the operations on the configuration of a function's asynchronous invocations. */
export type EventInvokeInput = EventInvokeConfig & { readonly FunctionName: string; readonly Qualifier?: string };

/** The function of a request; a version or an alias is refused, as there is only `$LATEST`. */
export function configuredFunction(
  context: OperationContext,
  { FunctionName, Qualifier }: EventInvokeInput,
): StoredFunction {
  return requireFunction(context, Qualifier ? `${FunctionName}:${Qualifier}` : FunctionName);
}

/** The configuration that a function has; `ResourceNotFoundException` if it has none. */
export function requireConfig(stored: StoredFunction): EventInvokeConfig {
  if (stored.eventInvoke.LastModified !== undefined) return stored.eventInvoke;
  throw new AwsError(
    "ResourceNotFoundException",
    `The function ${stored.configuration.FunctionArn}:$LATEST doesn't have an EventInvokeConfig`,
    { status: 404 },
  );
}

/** Stores what a request sets, over what is given: retries (0 to 2), age (60 to 21,600 s) and destinations (queues). */
export function storeConfig(
  context: OperationContext,
  stored: StoredFunction,
  input: EventInvokeConfig,
  before: EventInvokeConfig,
): object {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = input;
  if (MaximumRetryAttempts === undefined && MaximumEventAgeInSeconds === undefined && DestinationConfig === undefined)
    throw invalidParameter("You must specify at least one of error handling or destination setting.");
  checkRange("maximumRetryAttempts", MaximumRetryAttempts, 0, 2);
  checkRange("maximumEventAgeInSeconds", MaximumEventAgeInSeconds, 60, 21_600);
  checkDestination(DestinationConfig?.OnFailure?.Destination, ["sqs"]);
  checkDestination(DestinationConfig?.OnSuccess?.Destination, ["sqs"]);
  for (const one of [DestinationConfig?.OnFailure, DestinationConfig?.OnSuccess])
    checkMaySend(context, stored.configuration, one?.Destination, "destination");
  const eventInvoke = {
    ...before,
    ...(MaximumRetryAttempts !== undefined && { MaximumRetryAttempts }),
    ...(MaximumEventAgeInSeconds !== undefined && { MaximumEventAgeInSeconds }),
    ...(DestinationConfig !== undefined && { DestinationConfig }),
    LastModified: context.clock.now() / 1000,
  };
  putFunction(context, { ...stored, eventInvoke });
  return describeConfig({ ...stored, eventInvoke });
}

/** A configuration in the API's shape. */
export function describeConfig({ configuration, eventInvoke }: StoredFunction): object {
  const { OnSuccess = {}, OnFailure = {} } = eventInvoke.DestinationConfig ?? {};
  return {
    ...eventInvoke,
    FunctionArn: `${configuration.FunctionArn}:$LATEST`,
    DestinationConfig: { OnSuccess, OnFailure },
  };
}
