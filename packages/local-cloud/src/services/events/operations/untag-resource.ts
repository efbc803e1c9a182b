import type { OperationContext } from "../../../kernel/service.ts";
import { required } from "../events-errors.ts";
import { taggable } from "../taggable.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UntagResource.html */
export function untagResource(
  input: { ResourceARN?: string; TagKeys?: readonly string[] },
  context: OperationContext,
): void {
  const arn = taggable(context, input.ResourceARN);
  const keys = required(input.TagKeys, "tagKeys");
  const { store } = context;
  store.transaction(() => {
    for (const key of keys) store.prepare("DELETE FROM events_tags WHERE arn = ? AND key = ?").run(arn, key);
  });
}
