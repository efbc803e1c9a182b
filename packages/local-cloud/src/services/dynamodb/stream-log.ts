import { createHash } from "node:crypto";
import type { CloudContext } from "../../kernel/service.ts";
import { pickKey } from "./item-key.ts";
import { toCounter, toSequenceNumber } from "./sequence-number.ts";
import type { StoredItem } from "./stored-item.ts";
import { findStream } from "./stream.ts";
import { horizon, trimStreams } from "./stream-retention.ts";
import type { StreamViewType, Table } from "./table.ts";
import type { Item } from "./values/attribute-value.ts";
import { itemSize } from "./values/item-size.ts";

/** One record as Lambda and Pipes receive it. See https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: "INSERT" | "MODIFY" | "REMOVE";
  readonly eventVersion: "1.1";
  readonly eventSource: "aws:dynamodb";
  readonly awsRegion: string;
  readonly eventSourceARN: string;
  readonly dynamodb: {
    /** Seconds since the epoch. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: StreamViewType;
  };
  /** Only on deletions by time to live. */
  readonly userIdentity?: { readonly type: "Service"; readonly principalId: "dynamodb.amazonaws.com" };
}

/** One change of an item, on its way into the log. */
export interface ItemChange {
  readonly before: StoredItem | undefined;
  readonly after: StoredItem | undefined;
  /** Whether DynamoDB itself made it (time to live), not a caller. */
  readonly byService: boolean;
}

/** Appends a change to a table's stream, in the transaction of the change. */
export function appendToStream(context: CloudContext, table: Table, { before, after, byService }: ItemChange): void {
  const { stream } = table;
  const present = after ?? before;
  if (!stream || !present) return;
  const keys = pickKey(table.key, present.item);
  const newImage = stream.viewType.startsWith("NEW") ? after : undefined;
  const oldImage = stream.viewType === "OLD_IMAGE" || stream.viewType === "NEW_AND_OLD_IMAGES" ? before : undefined;
  const now = context.clock.now();
  const size = [keys, newImage?.item, oldImage?.item].reduce((sum, item) => sum + (item ? itemSize(item) : 0), 0);
  // Images are stored as JSON text: join them rather than encode again.
  const record =
    `{"ApproximateCreationDateTime":${Math.floor(now / 1000)},"Keys":${JSON.stringify(keys)}` +
    (newImage ? `,"NewImage":${newImage.text}` : "") +
    (oldImage ? `,"OldImage":${oldImage.text}` : "") +
    `,"SizeBytes":${size},"StreamViewType":"${stream.viewType}"}`;
  const name = !before ? "INSERT" : after ? "MODIFY" : "REMOVE";
  context.store
    .prepare(
      "INSERT INTO dynamodb_stream_records (stream_id, created, name, record, by_service) VALUES (?, ?, ?, ?, ?)",
    )
    .run(stream.id, now, name, record, byService ? 1 : 0);
  context.signals.notify(`stream:${stream.arn}`);
  context.store.afterCommit(() => context.report({ kind: "dynamodb:record", name: table.name, count: 1 }));
}

/**
 * A sequence number of no record: above that of every record there is, of whichever stream, and below that of the next.
 * Takes the place of a record in no stream, which retention removes like any other.
 */
export function takeSequenceNumber(context: CloudContext): string {
  const row = context.store
    .prepare(
      "INSERT INTO dynamodb_stream_records (stream_id, created, name, record, by_service) VALUES (0, ?, '', '', 0) RETURNING sequence",
    )
    .get(context.clock.now());
  return toSequenceNumber(Number(row?.sequence));
}

/** The records after a sequence number (from the oldest when undefined), oldest first. Empty for a stream that is not there. */
export function readStream(
  context: CloudContext,
  streamArn: string,
  after: string | undefined,
  limit: number,
): StreamRecord[] {
  const stream = findStream(context, streamArn);
  if (!stream) return [];
  trimStreams(context);
  const rows = context.store
    .prepare(
      "SELECT sequence, name, record, by_service FROM dynamodb_stream_records WHERE stream_id = ? AND sequence > ? AND created > ? ORDER BY sequence LIMIT ?",
    )
    .all(stream.id, toCounter(after), horizon(context), limit);
  return rows.map(row => {
    const SequenceNumber = toSequenceNumber(Number(row.sequence));
    return {
      eventID: createHash("md5").update(`${streamArn}|${SequenceNumber}`).digest("hex"),
      eventName: row.name as StreamRecord["eventName"],
      eventVersion: "1.1",
      eventSource: "aws:dynamodb",
      awsRegion: context.region,
      eventSourceARN: streamArn,
      dynamodb: {
        ...(JSON.parse(String(row.record)) as Omit<StreamRecord["dynamodb"], "SequenceNumber">),
        SequenceNumber,
      },
      ...(row.by_service ? { userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" } } : {}),
    };
  });
}

/** Whether there is a stream of this ARN, open or closed. */
export function streamExists(context: CloudContext, streamArn: string): boolean {
  return findStream(context, streamArn) !== undefined;
}

/** The number of records after a sequence number. */
export function countAfter(context: CloudContext, streamArn: string, after: string | undefined): number {
  const stream = findStream(context, streamArn);
  if (!stream) return 0;
  const row = context.store
    .prepare(
      "SELECT count(*) AS count FROM dynamodb_stream_records WHERE stream_id = ? AND sequence > ? AND created > ?",
    )
    .get(stream.id, toCounter(after), horizon(context));
  return Number(row?.count ?? 0);
}

/** Whether there are records after a sequence number. */
export function hasAfter(context: CloudContext, streamArn: string, after: string | undefined): boolean {
  const stream = findStream(context, streamArn);
  if (!stream) return false;
  const row = context.store
    .prepare("SELECT 1 FROM dynamodb_stream_records WHERE stream_id = ? AND sequence > ? AND created > ? LIMIT 1")
    .get(stream.id, toCounter(after), horizon(context));
  return row !== undefined;
}

/** The sequence number of the newest record; undefined if it does not exist. */
export function latestSequence(context: CloudContext, streamArn: string): string | undefined {
  const stream = findStream(context, streamArn);
  if (!stream) return undefined;
  const row = context.store
    .prepare("SELECT max(sequence) AS latest FROM dynamodb_stream_records WHERE stream_id = ? AND created > ?")
    .get(stream.id, horizon(context));
  return typeof row?.latest === "number" ? toSequenceNumber(row.latest) : undefined;
}
