import type { OperationContext } from "../../../kernel/service.ts";
import type { UntagResourceInput } from "../../../models/dynamodb-types.ts";
import { replaceTable } from "../table.ts";
import { taggedTable } from "../tags.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html */
export function untagResource(input: UntagResourceInput, context: OperationContext): object {
  context.store.transaction(() => {
    const table = taggedTable(context, "UntagResource", input.ResourceArn, {
      member: "tagKeys",
      list: input.TagKeys,
      empty: "Atleast one Tag Key needs to be provided as Input.",
    });
    const tags = Object.fromEntries(Object.entries(table.tags).filter(([key]) => !input.TagKeys.includes(key)));
    replaceTable(context, { ...table, tags });
  });
  return {};
}
