import type { OperationContext } from "../../../kernel/service.ts";
import type { DeleteTableInput } from "../../../models/dynamodb-types.ts";
import { describeTable } from "../describe-table.ts";
import { closeStream } from "../stream.ts";
import { describedTable, forgetTable } from "../table.ts";
import { validationError } from "../validation-error.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html */
export function deleteTable(input: DeleteTableInput, context: OperationContext): object {
  const { store } = context;
  return store.transaction(() => {
    const table = describedTable(context, input);
    if (table.deletionProtection)
      throw validationError(
        `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
      );
    const description = describeTable(context, table, "DELETING");
    for (const from of ["dynamodb_items", "dynamodb_index_entries"])
      store.prepare(`DELETE FROM ${from} WHERE table_id = ?`).run(table.id);
    store.prepare("DELETE FROM dynamodb_tables WHERE id = ?").run(table.id);
    if (table.stream) closeStream(context, table.stream.arn);
    forgetTable(context, table.name);
    return { TableDescription: description };
  });
}
