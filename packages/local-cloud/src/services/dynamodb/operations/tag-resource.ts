import type { OperationContext } from "../../../kernel/service.ts";
import type { TagResourceInput } from "../../../models/dynamodb-types.ts";
import { replaceTable } from "../table.ts";
import { checkTags, readTags, taggedTable } from "../tags.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html */
export function tagResource(input: TagResourceInput, context: OperationContext): object {
  context.store.transaction(() => {
    const table = taggedTable(context, "TagResource", input.ResourceArn, {
      member: "tags",
      list: input.Tags,
      empty: "Atleast one Tag needs to be provided as Input.",
    });
    replaceTable(context, { ...table, tags: checkTags({ ...table.tags, ...readTags(input.Tags) }) });
  });
  return {};
}
