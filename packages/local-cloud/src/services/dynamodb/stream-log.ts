import { createHash } from "node:crypto";
import type { CloudContext } from "../../kernel/service.ts";
import type { Store } from "../../kernel/store.ts";
import { pickKey } from "./item-key.ts";
import type { StoredItem } from "./stored-item.ts";
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

/** A stream as it is stored. */
export interface Stream {
  readonly id: number;
  readonly arn: string;
  readonly tableName: string;
  readonly label: string;
  readonly viewType: StreamViewType;
  readonly keySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  readonly created: number;
  readonly ended: number | undefined;
  /** Number before its first record. */
  readonly firstSequence: number;
  /** Number of the newest record that retention has taken, or the number before the first record. */
  readonly trimmedThrough: number;
}

/** How long records are kept. See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
export const RETENTION_MS = 24 * 60 * 60 * 1000;
/** How often, by the clock, retention is enforced between readings of a shard through the Streams API. */
const TRIM_EVERY_MS = 60_000;
/** Makes a counter into a number of 21 digits, as AWS has them. */
const SEQUENCE_BASE = 100_000_000_000_000_000_000n;

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
  // Images are stored text already: joined, not encoded again.
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

/** How many records there are after a sequence number. */
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

/** The sequence number of the newest record; undefined when there is none. */
export function latestSequence(context: CloudContext, streamArn: string): string | undefined {
  const stream = findStream(context, streamArn);
  if (!stream) return undefined;
  const row = context.store
    .prepare("SELECT max(sequence) AS latest FROM dynamodb_stream_records WHERE stream_id = ? AND created > ?")
    .get(stream.id, horizon(context));
  return typeof row?.latest === "number" ? toSequenceNumber(row.latest) : undefined;
}

/** A stream by its ARN; undefined when there is none. */
export function findStream(context: CloudContext, arn: string): Stream | undefined {
  const row = context.store.prepare("SELECT * FROM dynamodb_streams WHERE arn = ?").get(arn);
  return row ? toStream(row) : undefined;
}

/** Every stream, of one table or of all. */
export function allStreams(context: CloudContext): Stream[] {
  return context.store.prepare("SELECT * FROM dynamodb_streams ORDER BY id").all().map(toStream);
}

/** Starts a stream. A stream that had this ARN before goes on under it: its records and numbers stay. */
export function openStream(
  context: CloudContext,
  stream: Pick<Stream, "arn" | "tableName" | "label" | "viewType" | "keySchema">,
): number {
  const { store, clock } = context;
  const last = Number(store.prepare("SELECT max(sequence) AS last FROM dynamodb_stream_records").get()?.last ?? 0);
  const row = store
    .prepare(
      `INSERT INTO dynamodb_streams (arn, table_name, label, view_type, key_schema, created, first_sequence, trimmed_through)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (arn) DO UPDATE SET view_type = excluded.view_type, key_schema = excluded.key_schema, ended = NULL
       RETURNING id`,
    )
    .get(
      stream.arn,
      stream.tableName,
      stream.label,
      stream.viewType,
      JSON.stringify(stream.keySchema),
      clock.now(),
      last,
      last,
    );
  return Number(row?.id);
}

/** Ends a stream; it stays readable for as long as records are kept. */
export function closeStream(context: CloudContext, arn: string): void {
  context.store.prepare("UPDATE dynamodb_streams SET ended = ? WHERE arn = ?").run(context.clock.now(), arn);
  context.signals.notify(`stream:${arn}`);
}

const trimmedAt = new WeakMap<Store, number>();

/** Enforces retention, at most once a minute unless told to. */
export function trimStreams(context: CloudContext, { now = false } = {}): void {
  const { store, clock } = context;
  if (!now && clock.now() - (trimmedAt.get(store) ?? 0) < TRIM_EVERY_MS) return;
  trimmedAt.set(store, clock.now());
  const end = horizon(context);
  if (!store.prepare("SELECT 1 FROM dynamodb_stream_records WHERE created <= ? LIMIT 1").get(end)) return;
  store.transaction(() => {
    store
      .prepare(
        `UPDATE dynamodb_streams SET trimmed_through = max(trimmed_through, coalesce(
           (SELECT max(sequence) FROM dynamodb_stream_records WHERE stream_id = dynamodb_streams.id AND created <= ?), 0))`,
      )
      .run(end);
    // The newest record of all stays, so that its number is never given again; reading leaves it out by its age.
    store
      .prepare(
        "DELETE FROM dynamodb_stream_records WHERE created <= ? AND sequence < (SELECT max(sequence) FROM dynamodb_stream_records)",
      )
      .run(end);
    store.prepare("DELETE FROM dynamodb_streams WHERE ended <= ?").run(end);
  });
}

/** The API's number for a position in the log. */
export function toSequenceNumber(counter: number): string {
  return (SEQUENCE_BASE + BigInt(counter)).toString();
}

/** The position in the log of an API's number; 0, before everything, for undefined and for numbers that are none of ours. */
export function toCounter(sequenceNumber: string | undefined): number {
  if (sequenceNumber === undefined || !/^\d{1,40}$/.test(sequenceNumber)) return 0;
  const counter = BigInt(sequenceNumber) - SEQUENCE_BASE;
  return counter < 0n ? 0 : counter > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(counter);
}

function horizon(context: CloudContext): number {
  return context.clock.now() - RETENTION_MS;
}

function toStream(row: Record<string, unknown>): Stream {
  return {
    id: Number(row.id),
    arn: String(row.arn),
    tableName: String(row.table_name),
    label: String(row.label),
    viewType: row.view_type as StreamViewType,
    keySchema: JSON.parse(String(row.key_schema)) as Stream["keySchema"],
    created: Number(row.created),
    ended: row.ended === null ? undefined : Number(row.ended),
    firstSequence: Number(row.first_sequence),
    trimmedThrough: Number(row.trimmed_through),
  };
}
