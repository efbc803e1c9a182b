import type { OperationContext } from "../../../kernel/service.ts";
import type { ListTagsForResourceRequest } from "../../../models/eventbridge-types.ts";
import { taggable } from "../taggable.ts";
import { readTags } from "../tags.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTagsForResource.html */
export function listTagsForResource(input: ListTagsForResourceRequest, context: OperationContext): object {
  return { Tags: readTags(context, taggable(context, input.ResourceARN)) };
}
