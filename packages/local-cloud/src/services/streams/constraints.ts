import type { ServiceConstraints } from "../../models/constraint.ts";

const ARN = { leastLength: 37, mostLength: 1_024 };
const SHARD = { leastLength: 28, mostLength: 65 };

/** From the reference of each operation: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html */
export const constraints: ServiceConstraints = {
  members: {
    StreamArn: ARN,
    ExclusiveStartStreamArn: ARN,
    ShardId: SHARD,
    ExclusiveStartShardId: SHARD,
    "ListStreamsInput.Limit": { least: 1, most: 100 },
    "DescribeStreamInput.Limit": { least: 1, most: 100 },
    "GetRecordsInput.Limit": { least: 1, most: 1_000 },
    ShardIterator: { leastLength: 1, mostLength: 2_048 },
    ShardIteratorType: { words: ["TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"] },
    SequenceNumber: { leastLength: 21, mostLength: 40 },
    TableName: { pattern: "[a-zA-Z0-9_.-]+", leastLength: 3, mostLength: 255 },
  },
  orders: {},
  unsupported: [],
};
