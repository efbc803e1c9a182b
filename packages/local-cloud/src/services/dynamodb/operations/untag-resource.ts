import type { OperationContext } from "../../../kernel/service.ts";
import { type Input, optionalTexts, requiredText } from "../read-input.ts";
import { describedTable, replaceTable } from "../table.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html */
export function untagResource(input: Input, context: OperationContext): object {
  const gone = optionalTexts(input, "TagKeys") ?? [];
  context.store.transaction(() => {
    const table = describedTable(context, { TableName: requiredText(input, "ResourceArn") });
    const tags = Object.fromEntries(Object.entries(table.tags).filter(([key]) => !gone.includes(key)));
    replaceTable(context, { ...table, tags });
  });
  return {};
}
