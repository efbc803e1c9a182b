import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type {
  CreateGlobalSecondaryIndexAction,
  GlobalSecondaryIndexUpdate,
  UpdateGlobalSecondaryIndexAction,
  UpdateTableInput,
} from "../../models/dynamodb-types.ts";
import { keyAttributes } from "./item-key.ts";
import { checkThroughput, isOnDemand, readWarmThroughput, refuseUnchanged } from "./read-described.ts";
import { newIndex, readAttributeTypes, readGlobalIndex } from "./read-table-definition.ts";
import { everyItem, type Table, type TableIndex } from "./table.ts";
import { validationError } from "./validation-error.ts";
import { writeIndexEntry } from "./writes/write-item.ts";

/** Refuses updates of indexes that no table could take. */
export function checkIndexUpdates(updates: readonly GlobalSecondaryIndexUpdate[]): void {
  const names = new Set<string>();
  for (const { Update, Create, Delete } of updates) {
    const [action, ...others] = [Update, Create, Delete].filter(each => each !== undefined && each !== null);
    if (others.length > 0)
      throw validationError(
        "One or more parameter values were invalid: Only one of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete may be specified",
      );
    const name = action?.IndexName;
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
  const index = readGlobalIndex(creation, types, isOnDemand(table.described));
  if (table.indexes.some(({ name }) => name === index.name))
    throw validationError("Attempting to create an index which already exists");
  newIndex(index, table.indexes);
  refuseRedefinitions(table, index);
  for (const { key, item } of everyItem(context, table)) writeIndexEntry(context, table, index, key, undefined, item);
  return index;
}

/** Refuses a type for an attribute that another key has with another. Text of AWS: Alternator's tests of UpdateTable. */
function refuseRedefinitions(table: Table, index: TableIndex): void {
  const known = [table.key, ...table.indexes.map(({ key }) => key)].flatMap(keyAttributes);
  for (const [at, { name, type }] of keyAttributes(index.key).entries()) {
    const before = known.find(attribute => attribute.name === name);
    const element = (of: string) => `Schema:[SchemaElement: key{${name}:${of}:${at === 0 ? "HASH" : "RANGE"}}]`;
    if (before && before.type !== type)
      throw validationError(
        `One or more parameter values were invalid: Attributes cannot be redefined. Please check that your attribute has the same type as previously defined. Existing schema: ${element(before.type)} New schema: ${element(type)}`,
      );
  }
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
