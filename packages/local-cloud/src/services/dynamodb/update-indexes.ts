import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type {
  CreateGlobalSecondaryIndexAction,
  GlobalSecondaryIndexUpdate,
  UpdateGlobalSecondaryIndexAction,
  UpdateTableInput,
} from "../../models/dynamodb-types.ts";
import { checkThroughput, isOnDemand, readWarmThroughput, refuseUnchanged } from "./read-described.ts";
import { newIndex, readAttributeTypes, readGlobalIndex } from "./read-table-definition.ts";
import { everyItem, type Table, type TableIndex } from "./table.ts";
import { validationError } from "./validation-error.ts";
import { writeIndexEntry } from "./writes/write-item.ts";

/** Refuses updates of indexes that no table could take. */
export function checkIndexUpdates(updates: readonly GlobalSecondaryIndexUpdate[]): void {
  const names = new Set<string>();
  for (const { Update, Create, Delete } of updates) {
    const name = (Update ?? Create ?? Delete)?.IndexName;
    if (name === undefined)
      throw validationError(
        "One or more parameter values were invalid: One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null",
      );
    if (names.has(name))
      throw validationError(
        `One or more parameter values were invalid: Only one global secondary index update per index is allowed simultaneously. Index: ${name}`,
      );
    names.add(name);
  }
  if (updates.filter(({ Create, Delete }) => Create || Delete).length > 1)
    throw new AwsError(
      "LimitExceededException",
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
    );
}

/** Does `GlobalSecondaryIndexUpdates`: the indexes that the table has afterwards. Items join a new index at once. */
export function updateIndexes(context: CloudContext, input: UpdateTableInput, table: Table): readonly TableIndex[] {
  let indexes = table.indexes;
  for (const { Create, Update, Delete } of input.GlobalSecondaryIndexUpdates ?? []) {
    if (Create) indexes = [...indexes, createIndex(context, input, table, Create)];
    else if (Delete) indexes = deleteIndex(context, table, indexes, Delete.IndexName);
    else if (Update) indexes = indexes.map(updateOne(table, Update));
  }
  return indexes;
}

function createIndex(
  context: CloudContext,
  input: UpdateTableInput,
  table: Table,
  creation: CreateGlobalSecondaryIndexAction,
): TableIndex {
  const types = readAttributeTypes(input.AttributeDefinitions);
  const index = newIndex(readGlobalIndex(creation, types, isOnDemand(table.described)), table.indexes);
  for (const { key, item } of everyItem(context, table)) writeIndexEntry(context, table, index, key, undefined, item);
  return index;
}

function updateOne(
  table: Table,
  { IndexName, ProvisionedThroughput, WarmThroughput }: UpdateGlobalSecondaryIndexAction,
) {
  if (!table.indexes.some(index => isNamed(index, IndexName))) throw notFound();
  checkThroughput(ProvisionedThroughput);
  return (index: TableIndex): TableIndex => {
    if (!isNamed(index, IndexName)) return index;
    if (ProvisionedThroughput) refuseUnchanged(ProvisionedThroughput, index.throughput);
    return {
      ...index,
      ...(ProvisionedThroughput ? { throughput: ProvisionedThroughput } : {}),
      ...(WarmThroughput ? { warmThroughput: readWarmThroughput(WarmThroughput, index.warmThroughput) } : {}),
    };
  };
}

function deleteIndex(context: CloudContext, table: Table, indexes: readonly TableIndex[], name: string): TableIndex[] {
  const left = indexes.filter(index => !isNamed(index, name));
  if (left.length === indexes.length) throw notFound();
  context.store.prepare("DELETE FROM dynamodb_index_entries WHERE table_id = ? AND index_name = ?").run(table.id, name);
  return left;
}

const isNamed = (index: TableIndex, name: string) => index.kind === "global" && index.name === name;

function notFound(): AwsError {
  return new AwsError("ResourceNotFoundException", "Requested resource not found");
}
