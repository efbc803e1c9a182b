import type { OperationContext } from "../../../kernel/service.ts";
import { type Input, requiredText } from "../read-input.ts";
import { describedTable } from "../table.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html */
export function listTagsOfResource(input: Input, context: OperationContext): object {
  const { tags } = describedTable(context, { TableName: requiredText(input, "ResourceArn") });
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}
