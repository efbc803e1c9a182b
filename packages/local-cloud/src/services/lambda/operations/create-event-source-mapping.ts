import { AwsError } from "../../../kernel/aws-error.ts";
import { uuid } from "../../../kernel/random.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { positions } from "../../../polling/positions.ts";
import { latestSequence } from "../../dynamodb/stream-log.ts";
import { requireFunction } from "../function-store.ts";
import { type MappingInput, mappingSettings, sourceKind } from "../mapping-input.ts";
import { type EventSourceMapping, mappings, putMapping } from "../mapping-store.ts";
import { invalidParameter } from "../validate.ts";

/**
 * Connects a DynamoDB stream or an SQS queue with a function. Active at once; `LATEST` starts at this very moment.
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
 *
 * In process, and only there, `UUID` fixes the mapping's id: a deployment's graph names it.
 */
export function createEventSourceMapping(
  input: MappingInput & { UUID?: string; EventSourceArn?: string; StartingPosition?: "TRIM_HORIZON" | "LATEST" },
  context: OperationContext,
): EventSourceMapping {
  const kind = sourceKind(input.EventSourceArn);
  const EventSourceArn = input.EventSourceArn ?? "";
  const { FunctionArn } = requireFunction(context, input.FunctionName ?? "").configuration;
  const settings = mappingSettings(input, kind, {});
  if (kind === "sqs" && input.StartingPosition)
    throw invalidParameter("StartingPosition is not valid for SQS event sources.");
  if (kind === "dynamodb" && !["TRIM_HORIZON", "LATEST"].includes(input.StartingPosition ?? ""))
    throw invalidParameter(
      "1 validation error detected: StartingPosition must be TRIM_HORIZON or LATEST for DynamoDB streams.",
    );
  for (const other of mappings.all(context))
    if (other.EventSourceArn === EventSourceArn && other.FunctionArn === FunctionArn)
      throw new AwsError(
        "ResourceConflictException",
        `An event source mapping with event source arn (" ${EventSourceArn} ") and function (" ${input.FunctionName} ") already exists. Please update or delete the existing mapping with UUID ${other.UUID}`,
        { status: 409 },
      );
  // In process, a deployment names the id that others refer to; over the wire, callers never choose it.
  const id = (context.accessKeyId === "" ? input.UUID : undefined) ?? uuid(context.random);
  const mapping: EventSourceMapping = {
    UUID: id,
    EventSourceMappingArn: `arn:aws:lambda:${context.region}:${context.account}:event-source-mapping:${id}`,
    EventSourceArn,
    FunctionArn,
    State: input.Enabled === false ? "Disabled" : "Enabled",
    StateTransitionReason: "USER_INITIATED",
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
  return mapping;
}
