import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import { type Input, optionalObject, optionalObjects, requiredText } from "./read-input.ts";
import { readAttributeTypes, readIndex } from "./read-table-definition.ts";
import { everyItem, type Table, type TableIndex } from "./table.ts";
import { validationError } from "./validation-error.ts";
import { writeIndexEntry } from "./writes/write-item.ts";

/** Does `GlobalSecondaryIndexUpdates`: the indexes that the table has afterwards. Items join a new index at once. */
export function updateIndexes(context: CloudContext, input: Input, table: Table): readonly TableIndex[] {
  let indexes = table.indexes;
  for (const update of optionalObjects(input, "GlobalSecondaryIndexUpdates") ?? []) {
    const creation = optionalObject(update, "Create");
    const deletion = optionalObject(update, "Delete");
    if (creation) indexes = [...indexes, createIndex(context, input, table, creation)];
    else if (deletion) indexes = deleteIndex(context, table, indexes, requiredText(deletion, "IndexName"));
    else if (!optionalObject(update, "Update"))
      throw validationError(
        "One or more parameter values were invalid: One of GlobalSecondaryIndexUpdate actions must be given",
      );
  }
  return indexes;
}

function createIndex(context: CloudContext, input: Input, table: Table, creation: Input): TableIndex {
  const index = readIndex(creation, "global", readAttributeTypes(input), new Set());
  if (table.indexes.some(({ name }) => name === index.name))
    throw validationError(`One or more parameter values were invalid: Duplicate index name: ${index.name}`);
  for (const { key, item } of everyItem(context, table)) writeIndexEntry(context, table, index, key, undefined, item);
  return index;
}

function deleteIndex(context: CloudContext, table: Table, indexes: readonly TableIndex[], name: string): TableIndex[] {
  const left = indexes.filter(index => index.name !== name || index.kind !== "global");
  if (left.length === indexes.length) throw new AwsError("ResourceNotFoundException", "Requested resource not found");
  context.store.prepare("DELETE FROM dynamodb_index_entries WHERE table_id = ? AND index_name = ?").run(table.id, name);
  return left;
}
