import type { OperationContext } from "../../../kernel/service.ts";
import { describeTable } from "../describe-table.ts";
import { readDescribed } from "../read-described.ts";
import { type Input, optionalBoolean, optionalText, refuseMembers } from "../read-input.ts";
import { readStreamSpecification } from "../read-table-definition.ts";
import { closeStream } from "../stream.ts";
import { describedTable, replaceTable, type Table } from "../table.ts";
import { startStream } from "../table-stream.ts";
import { updateIndexes } from "../update-indexes.ts";
import { validationError } from "../validation-error.ts";

const UNSUPPORTED = [
  "ReplicaUpdates",
  "MultiRegionConsistency",
  "GlobalTableWitnessUpdates",
  "OnDemandThroughput",
  "WarmThroughput",
];

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html: streams, indexes, protection, and what is only described. */
export function updateTable(input: Input, context: OperationContext): object {
  refuseMembers(input, UNSUPPORTED);
  return context.store.transaction(() => {
    const { stream, ...before } = describedTable(context, input);
    const described = { ...before.described, ...readDescribed(input) };
    const deletionProtection = optionalBoolean(input, "DeletionProtectionEnabled") ?? before.deletionProtection;
    const nextStream = changedStream(context, input, { ...before, ...(stream ? { stream } : {}) });
    const table: Table = { ...before, described, deletionProtection, ...(nextStream ? { stream: nextStream } : {}) };
    const updated = { ...table, indexes: updateIndexes(context, input, table) };
    replaceTable(context, updated);
    return { TableDescription: describeTable(context, updated) };
  });
}

function changedStream(context: OperationContext, input: Input, table: Table): Table["stream"] {
  const viewType = readStreamSpecification(input);
  if (viewType === undefined) return table.stream;
  if (viewType === "off") {
    if (!table.stream) throw validationError("Table is already not streaming");
    closeStream(context, table.stream.arn);
    return undefined;
  }
  if (table.stream) throw validationError(`Table already has an enabled stream with StreamArn: ${table.stream.arn}`);
  const givenArn = context.accessKeyId === "" ? optionalText(input, "LatestStreamArn") : undefined;
  return startStream(context, table, viewType, givenArn);
}
