import { AwsError } from "../../kernel/aws-error.ts";
import type { OperationContext } from "../../kernel/service.ts";
import type {
  GetFunctionEventInvokeConfigRequest,
  PutFunctionEventInvokeConfigRequest,
} from "../../models/lambda-types.ts";
import { checkMaySend } from "./check-role.ts";
import { checkDestination } from "./failure-destination.ts";
import { type EventInvokeConfig, putFunction, requireFunction, type StoredFunction } from "./function-store.ts";
import { invalidParameter } from "./validate.ts";

/** The function of a request; a version or an alias is refused, as there is only `$LATEST`. */
export function configuredFunction(
  context: OperationContext,
  { FunctionName, Qualifier }: GetFunctionEventInvokeConfigRequest,
): StoredFunction {
  return requireFunction(context, FunctionName, Qualifier);
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
  input: PutFunctionEventInvokeConfigRequest,
  before: EventInvokeConfig,
): object {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = input;
  if (MaximumRetryAttempts === undefined && MaximumEventAgeInSeconds === undefined && DestinationConfig === undefined)
    throw invalidParameter("You must specify at least one of error handling or destination setting.");
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
