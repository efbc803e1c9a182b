import type { OperationContext } from "../../../kernel/service.ts";
import type { UpdateTableInput } from "../../../models/dynamodb-types.ts";
import { describeTable } from "../describe-table.ts";
import { checkBilling, readDescribed } from "../read-described.ts";
import { readStreamSpecification } from "../read-table-definition.ts";
import { closeStream } from "../stream.ts";
import { describedTable, replaceTable, type Table } from "../table.ts";
import { startStream } from "../table-stream.ts";
import { checkIndexUpdates, updateIndexes } from "../update-indexes.ts";
import { validationError } from "../validation-error.ts";

type Input = UpdateTableInput & { readonly LatestStreamArn?: string };

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html: streams, indexes, protection, and what is only described. */
export function updateTable(input: Input, context: OperationContext): object {
  const { TableName: _, AttributeDefinitions: __, GlobalSecondaryIndexUpdates: updates, ...changes } = input;
  if (!updates?.length && Object.values(changes).every(change => (change ?? undefined) === undefined))
    throw validationError(
      "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required",
    );
  checkBilling(input);
  checkIndexUpdates(updates ?? []);
  return context.store.transaction(() => {
    const { stream, ...before } = describedTable(context, input);
    const described = readDescribed(context, input, context.clock.now(), before.described);
    const deletionProtection = input.DeletionProtectionEnabled ?? before.deletionProtection;
    const nextStream = changedStream(context, input, { ...before, ...(stream ? { stream } : {}) });
    const table: Table = { ...before, described, deletionProtection, ...(nextStream ? { stream: nextStream } : {}) };
    const updated = { ...table, indexes: updateIndexes(context, input, table) };
    replaceTable(context, updated);
    return { TableDescription: describeTable(context, updated) };
  });
}

function changedStream(context: OperationContext, input: Input, table: Table): Table["stream"] {
  const viewType = readStreamSpecification(input.StreamSpecification);
  if (viewType === undefined) return table.stream;
  if (viewType === "off") {
    if (!table.stream) throw validationError("Table is already not streaming");
    closeStream(context, table.stream.arn);
    return undefined;
  }
  if (table.stream) throw validationError(`Table already has an enabled stream with StreamArn: ${table.stream.arn}`);
  const givenArn = context.accessKeyId === "" ? input.LatestStreamArn : undefined;
  return startStream(context, table, viewType, givenArn);
}
