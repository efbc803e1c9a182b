import type { OperationContext } from "../../../kernel/service.ts";
import type { ListTablesInput } from "../../../models/dynamodb-types.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export function listTables(input: ListTablesInput, context: OperationContext): object {
  const limit = input.Limit ?? 100;
  const names = context.store
    .prepare("SELECT name FROM dynamodb_tables WHERE name > ? ORDER BY name LIMIT ?")
    .all(input.ExclusiveStartTableName ?? "", limit + 1)
    .map(row => String(row.name));
  const page = names.slice(0, limit);
  return { TableNames: page, ...(names.length > limit ? { LastEvaluatedTableName: page.at(-1) } : {}) };
}
