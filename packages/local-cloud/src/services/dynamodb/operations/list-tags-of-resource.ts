import type { OperationContext } from "../../../kernel/service.ts";
import type { ListTagsOfResourceInput } from "../../../models/dynamodb-types.ts";
import { taggedTable } from "../tags.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html */
export function listTagsOfResource(input: ListTagsOfResourceInput, context: OperationContext): object {
  const { tags } = taggedTable(context, "ListTagsOfResource", input.ResourceArn);
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}
