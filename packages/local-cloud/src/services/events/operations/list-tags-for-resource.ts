import type { OperationContext } from "../../../kernel/service.ts";
import { required } from "../events-errors.ts";
import { readTags } from "../tags.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTagsForResource.html */
export function listTagsForResource(input: { ResourceARN?: string }, context: OperationContext): object {
  return { Tags: readTags(context, required(input.ResourceARN, "resourceARN")) };
}
