import { parseArn } from "../../kernel/arn.ts";
import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type { ProvisionedThroughput, WarmThroughput } from "../../models/dynamodb-types.ts";
import type { Item } from "./values/attribute-value.ts";

export type StreamViewType = "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";

/** One attribute of a key. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: "S" | "N" | "B";
}

/** Partition key and, where there is one, sort key. */
export interface KeySchema {
  readonly hash: KeyAttribute;
  readonly range?: KeyAttribute;
}

/** A secondary index. */
export interface TableIndex {
  readonly name: string;
  readonly kind: "global" | "local";
  readonly key: KeySchema;
  readonly projection: { readonly type: "ALL" | "KEYS_ONLY" | "INCLUDE"; readonly names: readonly string[] };
  /** Of a global index whose capacity is provisioned. */
  readonly throughput?: ProvisionedThroughput;
  readonly warmThroughput?: WarmThroughput;
}

/** How a table is encrypted; without one, by a key that DynamoDB owns. */
export interface SseDescription {
  readonly Status: string;
  readonly SSEType: string;
  readonly KMSMasterKeyArn: string;
}

/** A stored table. */
export interface TableDefinition {
  readonly name: string;
  readonly arn: string;
  readonly tableId: string;
  readonly created: number;
  readonly key: KeySchema;
  readonly indexes: readonly TableIndex[];
  readonly stream?: {
    readonly id: number;
    readonly arn: string;
    readonly label: string;
    readonly viewType: StreamViewType;
  };
  /** The attribute whose number of epoch seconds ends an item's life. */
  readonly timeToLive?: string;
  readonly deletionProtection: boolean;
  readonly pointInTimeRecovery: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** Members that are kept to be described, and change nothing. */
  readonly described: {
    readonly BillingModeSummary?: { readonly BillingMode: string };
    readonly ProvisionedThroughput?: ProvisionedThroughput;
    readonly SSEDescription?: SseDescription | undefined;
    readonly TableClassSummary?: object;
    readonly warmThroughput?: WarmThroughput;
  };
}

/** A table with its place in the store. */
export interface Table extends TableDefinition {
  readonly id: number;
}

/** Definitions are read at every request and change seldom. */
const TABLES = Symbol("tables of DynamoDB");
const known = ({ store }: Pick<CloudContext, "store">) => store.remembered(TABLES, () => new Map<string, Table>());

/** The table that a request names (or gives the ARN of) in `TableName`. */
export function requestedTable(context: CloudContext, { TableName }: { readonly TableName: string }): Table {
  const table = findTable(context, tableName(TableName));
  if (!table) throw new AwsError("ResourceNotFoundException", "Requested resource not found");
  return table;
}

/** The same for operations on the table itself, whose error names it. */
export function describedTable(context: CloudContext, { TableName }: { readonly TableName: string }): Table {
  const name = tableName(TableName);
  const table = findTable(context, name);
  if (!table) throw new AwsError("ResourceNotFoundException", `Requested resource not found: Table: ${name} not found`);
  return table;
}

/** A table by name; undefined if it does not exist. */
export function findTable(context: CloudContext, name: string): Table | undefined {
  const tables = known(context);
  const found = tables.get(name);
  if (found) return found;
  const row = context.store.prepare("SELECT id, definition FROM dynamodb_tables WHERE name = ?").get(name);
  if (!row) return undefined;
  const table: Table = { ...(JSON.parse(String(row.definition)) as TableDefinition), id: Number(row.id) };
  tables.set(name, table);
  return table;
}

/** A table by its number; undefined if it does not exist. */
export function tableById(context: CloudContext, id: number): Table | undefined {
  const row = context.store.prepare("SELECT name FROM dynamodb_tables WHERE id = ?").get(id);
  return row && findTable(context, String(row.name));
}

/** Every item of a table, with its place. */
export function* everyItem(context: CloudContext, table: Table): Iterable<{ key: Uint8Array; item: Item }> {
  // Read all rows first, so that the caller may write while it iterates.
  const rows = context.store.prepare("SELECT key, item FROM dynamodb_items WHERE table_id = ?").all(table.id);
  for (const row of rows) yield { key: row.key as Uint8Array, item: JSON.parse(String(row.item)) as Item };
}

/** Stores a new table. */
export function insertTable(context: CloudContext, definition: TableDefinition): void {
  context.store
    .prepare("INSERT INTO dynamodb_tables (name, definition) VALUES (?, ?)")
    .run(definition.name, JSON.stringify(definition));
}

/** Stores a change to a table's definition. */
export function replaceTable(context: CloudContext, { id, ...definition }: Table): void {
  context.store.prepare("UPDATE dynamodb_tables SET definition = ? WHERE id = ?").run(JSON.stringify(definition), id);
  forgetTable(context, definition.name);
}

/** Drops what is remembered of a table, after its definition changed. */
export function forgetTable(context: CloudContext, name: string): void {
  known(context).delete(name);
}

/** The table's name from a name or an ARN. */
export function tableName(nameOrArn: string): string {
  return nameOrArn.startsWith("arn:") ? (parseArn(nameOrArn)?.resource.split("/")[1] ?? "") : nameOrArn;
}
