import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { GetShardIteratorInput } from "../../../models/dynamodb-streams-types.ts";
import { toCounter } from "../../dynamodb/sequence-number.ts";
import type { Stream } from "../../dynamodb/stream.ts";
import { validationError } from "../../dynamodb/validation-error.ts";
import { endOf, requestedStream, shardIdOf } from "../shard.ts";
import { encodeIterator } from "../shard-iterator.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html */
export function getShardIterator(input: GetShardIteratorInput, context: OperationContext): object {
  const stream = requestedStream(context, input.StreamArn);
  if (input.ShardId !== shardIdOf(stream))
    throw new AwsError("ResourceNotFoundException", "Requested resource not found: Shard does not exist");
  const after = positionOf(input.ShardIteratorType, stream, context, input.SequenceNumber ?? undefined);
  return { ShardIterator: encodeIterator(context, { arn: stream.arn, after }) };
}

function positionOf(
  type: string,
  stream: Stream,
  context: OperationContext,
  sequenceNumber: string | undefined,
): number {
  const numbered = type === "AT_SEQUENCE_NUMBER" || type === "AFTER_SEQUENCE_NUMBER";
  if (numbered !== (sequenceNumber !== undefined))
    throw validationError(
      `SequenceNumber ${numbered ? "must" : "must not"} be given when ShardIteratorType is ${type}`,
    );
  if (type === "TRIM_HORIZON") return stream.trimmedThrough;
  if (type === "LATEST") return endOf(context, stream);
  const counter = toCounter(sequenceNumber);
  if (counter <= stream.trimmedThrough)
    throw new AwsError(
      "TrimmedDataAccessException",
      "The operation attempted to read past the oldest stream record in a shard.",
    );
  return type === "AT_SEQUENCE_NUMBER" ? counter - 1 : counter;
}
