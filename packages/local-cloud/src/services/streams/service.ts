import type { Service } from "../../kernel/service.ts";
import { requestReader } from "../../models/request-reader.ts";
import { awsJson } from "../../protocols/aws-json.ts";
import { constraints } from "./constraints.ts";
import { describeStream } from "./operations/describe-stream.ts";
import { getRecords } from "./operations/get-records.ts";
import { getShardIterator } from "./operations/get-shard-iterator.ts";
import { listStreams } from "./operations/list-streams.ts";

/** Amazon DynamoDB Streams, over the log that DynamoDB keeps. See https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html */
export const streamsService: Service = {
  name: "streams.dynamodb",
  title: "DynamoDB Streams",
  schema: "",
  wire: awsJson({ version: "1.0", target: "DynamoDBStreams_20120810", namespace: "com.amazonaws.dynamodb.v20120810" }),
  read: requestReader({
    model: "dynamodb-streams",
    title: "DynamoDB Streams",
    javaPackage: "com.amazonaws.dynamodb.v20120810",
    longs: [],
    constraints,
  }),
  operations: {
    DescribeStream: describeStream,
    GetRecords: getRecords,
    GetShardIterator: getShardIterator,
    ListStreams: listStreams,
  },
};
