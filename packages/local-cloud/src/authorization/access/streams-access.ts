import { type AccessRule, arnOf, type Loose } from "./access.ts";

/**
 * What DynamoDB Streams' operations need; an iterator names its stream.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export const streamsAccess: Readonly<Record<string, AccessRule>> = {
  DescribeStream: (input: Loose) => on("DescribeStream", input.StreamArn),
  GetShardIterator: (input: Loose) => on("GetShardIterator", input.StreamArn),
  GetRecords: (input: Loose) => on("GetRecords", String(input.ShardIterator ?? "").split("|")[0]),
  ListStreams: (input: Loose, context) =>
    on(
      "ListStreams",
      input.TableName === undefined ? "*" : arnOf(context, "dynamodb", `table/${String(input.TableName)}/stream/*`),
    ),
};

function on(name: string, stream: unknown) {
  return typeof stream === "string" && stream !== "" ? [{ action: `dynamodb:${name}`, resource: stream }] : [];
}
