import type { OperationContext } from "../../../kernel/service.ts";
import { type Input, optionalInteger, optionalText } from "../../dynamodb/read-input.ts";
import { allStreams } from "../../dynamodb/stream.ts";
import { trimStreams } from "../../dynamodb/stream-retention.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_ListStreams.html */
export function listStreams(input: Input, context: OperationContext): object {
  trimStreams(context, { now: true });
  const limit = optionalInteger(input, "Limit", 1, 100) ?? 100;
  const start = optionalText(input, "ExclusiveStartStreamArn");
  const name = optionalText(input, "TableName");
  const streams = allStreams(context).filter(stream => name === undefined || stream.tableName === name);
  const from = start === undefined ? 0 : streams.findIndex(stream => stream.arn === start) + 1;
  const page = streams.slice(from, from + limit);
  return {
    Streams: page.map(({ arn, tableName, label }) => ({ StreamArn: arn, TableName: tableName, StreamLabel: label })),
    ...(from + limit < streams.length ? { LastEvaluatedStreamArn: page.at(-1)?.arn } : {}),
  };
}
