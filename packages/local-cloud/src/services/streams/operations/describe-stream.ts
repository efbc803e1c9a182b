import type { OperationContext } from "../../../kernel/service.ts";
import type { DescribeStreamInput } from "../../../models/dynamodb-streams-types.ts";
import { toSequenceNumber } from "../../dynamodb/sequence-number.ts";
import { endOf, requestedStream, shardIdOf } from "../shard.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_DescribeStream.html */
export function describeStream(input: DescribeStreamInput, context: OperationContext): object {
  const stream = requestedStream(context, input.StreamArn);
  const shardId = shardIdOf(stream);
  // The filter asks for child shards only, and the one shard has none.
  const asksForChildren = input.ShardFilter?.Type === "CHILD_SHARDS";
  const ended = stream.ended !== undefined;
  const shard = {
    ShardId: shardId,
    SequenceNumberRange: {
      StartingSequenceNumber: toSequenceNumber(stream.firstSequence + 1),
      ...(ended ? { EndingSequenceNumber: toSequenceNumber(endOf(context, stream)) } : {}),
    },
  };
  return {
    StreamDescription: {
      StreamArn: stream.arn,
      StreamLabel: stream.label,
      StreamStatus: ended ? "DISABLED" : "ENABLED",
      StreamViewType: stream.viewType,
      CreationRequestDateTime: stream.created / 1000,
      TableName: stream.tableName,
      KeySchema: stream.keySchema,
      Shards: input.ExclusiveStartShardId === shardId || asksForChildren ? [] : [shard],
    },
  };
}
