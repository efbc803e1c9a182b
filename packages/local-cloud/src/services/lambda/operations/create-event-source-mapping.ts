import { AwsError } from "../../../kernel/aws-error.ts";
import { uuid } from "../../../kernel/random.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { CreateEventSourceMappingRequest } from "../../../models/lambda-types.ts";
import { positions } from "../../../polling/positions.ts";
import { latestSequence } from "../../dynamodb/stream-log.ts";
import { checkMaySend, checkRole } from "../check-role.ts";
import { mappingSettings } from "../mapping-input.ts";
import { checkSource, mappedFunction, type SourceKind, sourceKind } from "../mapping-source.ts";
import { describeMapping, type EventSourceMapping, mappings, putMapping } from "../mapping-store.ts";
import { invalidParameter } from "../validate.ts";

/**
 * Connects a DynamoDB stream or an SQS queue with a function. Active at once; `LATEST` starts at this very moment.
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
 *
 * In process, and only there, `UUID` fixes the mapping's id: a deployment's graph names it.
 */
export function createEventSourceMapping(
  input: CreateEventSourceMappingRequest & { UUID?: string },
  context: OperationContext,
): object {
  const kind = sourceKind(input.EventSourceArn);
  const EventSourceArn = input.EventSourceArn ?? "";
  checkStartingPosition(kind, input);
  const settings = mappingSettings(input, kind, {});
  const configuration = mappedFunction(context, input.FunctionName);
  const { FunctionArn } = configuration;
  for (const other of mappings.all(context))
    if (other.EventSourceArn === EventSourceArn && other.FunctionArn === FunctionArn)
      throw alreadyExists(kind, other, configuration.FunctionName);
  checkSource(context, EventSourceArn, settings, configuration);
  checkRole(context, kind, EventSourceArn, configuration);
  checkMaySend(context, configuration, settings.DestinationConfig?.OnFailure?.Destination, "destination");
  // In process, a deployment names the id that others refer to; over the wire, callers never choose it.
  const id = (context.accessKeyId === "" ? input.UUID : undefined) ?? uuid(context.random);
  const mapping: EventSourceMapping = {
    UUID: id,
    EventSourceMappingArn: `arn:aws:lambda:${context.region}:${context.account}:event-source-mapping:${id}`,
    EventSourceArn,
    FunctionArn,
    State: input.Enabled === false ? "Disabled" : "Enabled",
    StateTransitionReason: kind === "sqs" ? "USER_INITIATED" : "User action",
    LastModified: context.clock.now() / 1000,
    ...settings,
    ...(input.StartingPosition ? { StartingPosition: input.StartingPosition } : {}),
  };
  context.store.transaction(() => {
    if (kind === "dynamodb") {
      const start = input.StartingPosition === "LATEST" ? latestSequence(context, EventSourceArn) : undefined;
      positions(context, "lambda").arrange(id, mapping.ParallelizationFactor ?? 1, start);
    }
    putMapping(context, mapping);
  });
  return describeMapping(context, mapping, "Creating");
}

function checkStartingPosition(
  kind: SourceKind,
  { EventSourceArn, StartingPosition }: CreateEventSourceMappingRequest,
): void {
  if (kind === "sqs") {
    if (StartingPosition) throw invalidParameter("StartingPosition is not valid for SQS event sources.");
    return;
  }
  if (!StartingPosition)
    throw invalidParameter(
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
    );
  if (StartingPosition === "AT_TIMESTAMP")
    throw invalidParameter(`Unsupported starting position for arn type: ${EventSourceArn}`);
}

/** AWS has its own words for each kind of source; https://github.com/aws/serverless-application-model/issues/1320 and others quote them. */
function alreadyExists(kind: SourceKind, other: EventSourceMapping, functionName: string): AwsError {
  const { EventSourceArn, UUID } = other;
  const what =
    kind === "sqs"
      ? `An event source mapping with SQS arn (" ${EventSourceArn} ") and function (" ${functionName} ") already exists.`
      : `The event source arn (" ${EventSourceArn} ") and function (" ${functionName} ") provided mapping already exists.`;
  return new AwsError(
    "ResourceConflictException",
    `${what} Please update or delete the existing mapping with UUID ${UUID}`,
    { status: 409 },
  );
}
