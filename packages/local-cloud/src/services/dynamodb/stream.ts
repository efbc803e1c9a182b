import type { CloudContext } from "../../kernel/service.ts";
import type { StreamViewType } from "./table.ts";

/** A stored stream. */
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

/** A stream by its ARN; undefined if it does not exist. */
export function findStream(context: CloudContext, arn: string): Stream | undefined {
  const row = context.store.prepare("SELECT * FROM dynamodb_streams WHERE arn = ?").get(arn);
  return row ? toStream(row) : undefined;
}

/** Every stream, of one table or of all. */
export function allStreams(context: CloudContext): Stream[] {
  return context.store.prepare("SELECT * FROM dynamodb_streams ORDER BY id").all().map(toStream);
}

/** Starts a stream. An earlier stream with this ARN continues: its records and numbers stay. */
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
