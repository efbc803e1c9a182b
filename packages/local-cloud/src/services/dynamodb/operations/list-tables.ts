import type { OperationContext } from "../../../kernel/service.ts";
import { type Input, optionalInteger, optionalText } from "../read-input.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export function listTables(input: Input, context: OperationContext): object {
  const limit = optionalInteger(input, "Limit", 1, 100) ?? 100;
  const names = context.store
    .prepare("SELECT name FROM dynamodb_tables WHERE name > ? ORDER BY name LIMIT ?")
    .all(optionalText(input, "ExclusiveStartTableName") ?? "", limit + 1)
    .map(row => String(row.name));
  const page = names.slice(0, limit);
  return { TableNames: page, ...(names.length > limit ? { LastEvaluatedTableName: page.at(-1) } : {}) };
}
