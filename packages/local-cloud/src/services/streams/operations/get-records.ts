import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { GetRecordsInput } from "../../../models/dynamodb-streams-types.ts";
import { toCounter, toSequenceNumber } from "../../dynamodb/sequence-number.ts";
import { readStream, type StreamRecord } from "../../dynamodb/stream-log.ts";
import { requestedStream } from "../shard.ts";
import { decodeIterator, encodeIterator } from "../shard-iterator.ts";

const MOST_RECORDS = 1_000;
const MOST_BYTES = 1024 * 1024;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html */
export function getRecords(input: GetRecordsInput, context: OperationContext): object {
  const limit = input.Limit ?? MOST_RECORDS;
  const { arn, after } = decodeIterator(context, input.ShardIterator);
  const stream = requestedStream(context, arn);
  if (after < stream.trimmedThrough)
    throw new AwsError(
      "TrimmedDataAccessException",
      "The operation attempted to read past the oldest stream record in a shard.",
    );
  const found = readStream(context, arn, toSequenceNumber(after), limit);
  const records = withinSize(found);
  const last = records.at(-1);
  const next = last ? toCounter(last.dynamodb.SequenceNumber) : after;
  const atEnd = stream.ended !== undefined && found.length < limit && records.length === found.length;
  return {
    Records: records.map(toApiRecord),
    ...(atEnd ? {} : { NextShardIterator: encodeIterator(context, { arn, after: next }) }),
  };
}

/** The first records that fit into one answer; at least one. */
function withinSize(records: StreamRecord[]): StreamRecord[] {
  let bytes = 0;
  const end = records.findIndex((record, at) => {
    bytes += record.dynamodb.SizeBytes;
    return at > 0 && bytes > MOST_BYTES;
  });
  return end < 0 ? records : records.slice(0, end);
}

/** The API leaves out the stream's ARN and spells the identity in capitals, unlike Lambda's event. */
function toApiRecord({ eventSourceARN: _, userIdentity, ...record }: StreamRecord): object {
  if (!userIdentity) return record;
  return { ...record, userIdentity: { Type: userIdentity.type, PrincipalId: userIdentity.principalId } };
}
