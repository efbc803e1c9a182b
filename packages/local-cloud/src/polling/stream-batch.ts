import type { CloudContext } from "../kernel/service.ts";
import { readStream, type StreamRecord } from "../services/dynamodb/stream-log.ts";
import { PAYLOAD_LIMIT } from "../services/lambda/runtime/function-error.ts";

/** A stream record with what a reader needs of it. */
export interface StreamItem {
  readonly record: StreamRecord;
  readonly sequence: string;
  /** The record as JSON, as it is sent. */
  readonly json: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Records for one invocation. */
export interface StreamBatch {
  readonly items: readonly StreamItem[];
  /** Sequence number of the last record looked at; undefined when there was none. */
  readonly scanned: string | undefined;
  /** Whether more records would not fit. */
  readonly full: boolean;
}

/** Room for what stands around the records in a payload. */
const PAYLOAD_ROOM = PAYLOAD_LIMIT - 1_024;

/** Reads the next records that a reader wants: at most its batch size, and what an invocation can carry. */
export function collectBatch(
  context: CloudContext,
  reader: {
    readonly streamArn: string;
    readonly batchSize: number;
    position(): string | undefined;
    wants(item: StreamItem): boolean;
  },
): StreamBatch {
  const items: StreamItem[] = [];
  let scanned: string | undefined;
  let after = reader.position();
  let bytes = 0;
  for (;;) {
    const records = readStream(context, reader.streamArn, after, reader.batchSize);
    for (const record of records) {
      const item = streamItem(record);
      if (reader.wants(item)) {
        bytes += Buffer.byteLength(item.json) + 1;
        if (items.length > 0 && bytes > PAYLOAD_ROOM) return { items, scanned, full: true };
        items.push(item);
      }
      scanned = item.sequence;
      if (items.length >= reader.batchSize) return { items, scanned, full: true };
    }
    if (records.length < reader.batchSize) return { items, scanned, full: false };
    after = scanned;
    if (items.length === 0) return { items, scanned, full: false }; // No wanted record: advance the position.
  }
}

function streamItem(record: StreamRecord): StreamItem {
  return {
    record,
    sequence: record.dynamodb.SequenceNumber,
    json: JSON.stringify(record),
    createdAt: record.dynamodb.ApproximateCreationDateTime * 1000,
  };
}
