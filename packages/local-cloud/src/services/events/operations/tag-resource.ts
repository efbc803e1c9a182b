import type { OperationContext } from "../../../kernel/service.ts";
import type { TagResourceRequest } from "../../../models/eventbridge-types.ts";
import { taggable } from "../taggable.ts";
import { writeTags } from "../tags.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TagResource.html */
export function tagResource(input: TagResourceRequest, context: OperationContext): void {
  const arn = taggable(context, input.ResourceARN);
  context.store.transaction(() => writeTags(context, arn, input.Tags));
}
