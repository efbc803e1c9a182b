import type { OperationContext } from "../../../kernel/service.ts";
import { type Input, requiredText } from "../read-input.ts";
import { readTags } from "../read-tags.ts";
import { describedTable, replaceTable } from "../table.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html */
export function tagResource(input: Input, context: OperationContext): object {
  context.store.transaction(() => {
    const table = describedTable(context, { TableName: requiredText(input, "ResourceArn") });
    replaceTable(context, { ...table, tags: { ...table.tags, ...readTags(input) } });
  });
  return {};
}
