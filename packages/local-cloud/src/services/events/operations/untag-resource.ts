import type { OperationContext } from "../../../kernel/service.ts";
import type { UntagResourceRequest } from "../../../models/eventbridge-types.ts";
import { taggable } from "../taggable.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UntagResource.html */
export function untagResource(input: UntagResourceRequest, context: OperationContext): void {
  const arn = taggable(context, input.ResourceARN);
  const { store } = context;
  store.transaction(() => {
    for (const key of input.TagKeys) store.prepare("DELETE FROM events_tags WHERE arn = ? AND key = ?").run(arn, key);
  });
}
