import type { CloudContext } from "../../kernel/service.ts";
import type { ProvisionedThroughput, WarmThroughput } from "../../models/dynamodb-types.ts";
import { keyAttributes } from "./item-key.ts";
import { LEAST_WARM } from "./read-described.ts";
import type { KeySchema, Table, TableIndex } from "./table.ts";

/** `TableDescription` of a table. See https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html */
export function describeTable(context: CloudContext, table: Table, status = "ACTIVE"): object {
  const counts = context.store
    .prepare("SELECT count(*) AS items, coalesce(sum(length(item)), 0) AS bytes FROM dynamodb_items WHERE table_id = ?")
    .get(table.id);
  const attributes = new Map(
    [table.key, ...table.indexes.map(index => index.key)].flatMap(keyAttributes).map(({ name, type }) => [name, type]),
  );
  const byKind = (kind: TableIndex["kind"]) =>
    table.indexes.filter(index => index.kind === kind).map(index => describeIndex(context, table, index));
  const [globals, locals] = [byKind("global"), byKind("local")];
  const { warmThroughput, ...described } = table.described;
  return {
    TableName: table.name,
    TableArn: table.arn,
    TableId: table.tableId,
    TableStatus: status,
    CreationDateTime: table.created / 1000,
    KeySchema: describeKeySchema(table.key),
    AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    ItemCount: Number(counts?.items),
    TableSizeBytes: Number(counts?.bytes),
    DeletionProtectionEnabled: table.deletionProtection,
    ...(globals.length > 0 ? { GlobalSecondaryIndexes: globals } : {}),
    ...(locals.length > 0 ? { LocalSecondaryIndexes: locals } : {}),
    ...(table.stream
      ? {
          LatestStreamArn: table.stream.arn,
          LatestStreamLabel: table.stream.label,
          StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream.viewType },
        }
      : {}),
    ProvisionedThroughput: describeThroughput(undefined),
    WarmThroughput: describeWarm(warmThroughput, described.ProvisionedThroughput),
    ...described,
  };
}

/** A key schema as the API has it. */
export function describeKeySchema({ hash, range }: KeySchema): { AttributeName: string; KeyType: string }[] {
  const schema = [{ AttributeName: hash.name, KeyType: "HASH" }];
  if (range) schema.push({ AttributeName: range.name, KeyType: "RANGE" });
  return schema;
}

function describeIndex({ store }: CloudContext, table: Table, index: TableIndex): object {
  const counts = store
    .prepare(
      `SELECT count(*) AS items, coalesce(sum(length(item)), 0) AS bytes FROM dynamodb_index_entries AS entry
       JOIN dynamodb_items AS stored ON stored.table_id = entry.table_id AND stored.key = entry.key
       WHERE entry.table_id = ? AND index_name = ?`,
    )
    .get(table.id, index.name);
  return {
    IndexName: index.name,
    IndexArn: `${table.arn}/index/${index.name}`,
    KeySchema: describeKeySchema(index.key),
    Projection: {
      ProjectionType: index.projection.type,
      ...(index.projection.type === "INCLUDE" ? { NonKeyAttributes: index.projection.names } : {}),
    },
    IndexSizeBytes: Number(counts?.bytes),
    ItemCount: Number(counts?.items),
    ...(index.kind === "global"
      ? {
          IndexStatus: "ACTIVE",
          ProvisionedThroughput: describeThroughput(index.throughput),
          WarmThroughput: describeWarm(index.warmThroughput, index.throughput),
        }
      : {}),
  };
}

/** What is provisioned is warm; without, what every table can do from its start. */
function describeWarm(warm: WarmThroughput | undefined, provisioned: ProvisionedThroughput | undefined): object {
  const units = provisioned?.ReadCapacityUnits
    ? { ReadUnitsPerSecond: provisioned.ReadCapacityUnits, WriteUnitsPerSecond: provisioned.WriteCapacityUnits }
    : LEAST_WARM;
  return { ...units, ...warm, Status: "ACTIVE" };
}

function describeThroughput(throughput: ProvisionedThroughput | undefined): object {
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = throughput ?? {};
  return { NumberOfDecreasesToday: 0, ReadCapacityUnits, WriteCapacityUnits };
}
