import type { OperationContext } from "../../../kernel/service.ts";
import type { ListStreamsInput } from "../../../models/dynamodb-streams-types.ts";
import { allStreams } from "../../dynamodb/stream.ts";
import { trimStreams } from "../../dynamodb/stream-retention.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_ListStreams.html */
export function listStreams(input: ListStreamsInput, context: OperationContext): object {
  trimStreams(context, { now: true });
  const limit = input.Limit ?? 100;
  const start = input.ExclusiveStartStreamArn ?? undefined;
  const name = input.TableName ?? undefined;
  const streams = allStreams(context).filter(stream => name === undefined || stream.tableName === name);
  const from = start === undefined ? 0 : streams.findIndex(stream => stream.arn === start) + 1;
  const page = streams.slice(from, from + limit);
  return {
    Streams: page.map(({ arn, tableName, label }) => ({ StreamArn: arn, TableName: tableName, StreamLabel: label })),
    ...(from + limit < streams.length ? { LastEvaluatedStreamArn: page.at(-1)?.arn } : {}),
  };
}
