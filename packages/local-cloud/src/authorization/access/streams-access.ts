import { type AccessRule, arnOf, type Loose } from "./access.ts";

/**
 * What DynamoDB Streams' operations need; an iterator names its stream.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export const streamsAccess: Readonly<Record<string, AccessRule>> = {
  DescribeStream: (input: Loose) => on("DescribeStream", input.StreamArn),
  GetShardIterator: (input: Loose) => on("GetShardIterator", input.StreamArn),
  GetRecords: (input: Loose) => on("GetRecords", String(input.ShardIterator ?? "").split("|")[0]),
  // SST grants it for the one stream that a mapping reads; AWS takes that, as it takes all streams of the table.
  ListStreams: ({ StreamArn, TableName }: Loose, context) =>
    on(
      "ListStreams",
      StreamArn ?? (TableName === undefined ? "*" : arnOf(context, "dynamodb", `table/${String(TableName)}/stream/*`)),
    ),
};

function on(name: string, stream: unknown) {
  return typeof stream === "string" && stream !== "" ? [{ action: `dynamodb:${name}`, resource: stream }] : [];
}
