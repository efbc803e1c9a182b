import type { OperationContext } from "../../../kernel/service.ts";
import { required } from "../events-errors.ts";
import { taggable } from "../taggable.ts";
import { type Tag, writeTags } from "../tags.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TagResource.html */
export function tagResource(input: { ResourceARN?: string; Tags?: readonly Tag[] }, context: OperationContext): void {
  const arn = taggable(context, input.ResourceARN);
  const tags = required(input.Tags, "tags");
  context.store.transaction(() => writeTags(context, arn, tags));
}
