import type { StreamItem } from "./stream-batch.ts";

/** The place of a batch's records, in the form that AWS gives a failure destination. */
export function streamBatchInfo(streamArn: string, items: readonly StreamItem[]): object {
  // Records carry whole seconds, and AWS writes no milliseconds here.
  const time = (item: StreamItem | undefined) => new Date(item?.createdAt ?? 0).toISOString().replace(/\.\d+Z$/, "Z");
  return {
    shardId: SHARD_ID,
    startSequenceNumber: items[0]?.sequence,
    endSequenceNumber: items.at(-1)?.sequence,
    approximateArrivalOfFirstRecord: time(items[0]),
    approximateArrivalOfLastRecord: time(items.at(-1)),
    batchSize: items.length,
    streamArn,
  };
}

/** A stream has one shard here. */
export const SHARD_ID = "shardId-00000000000000000001-00000001";
