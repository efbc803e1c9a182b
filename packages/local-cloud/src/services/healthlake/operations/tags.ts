import { AwsError } from "../../../kernel/aws-error.ts";
import type {
  ListTagsForResourceRequest,
  TagResourceRequest,
  UntagResourceRequest,
} from "../../../models/healthlake-types.ts";
import type { HealthLakeContext } from "../behaviour.ts";
import { type Datastore, datastoreArn, findDatastore } from "../datastore.ts";
import { readTags, writeTags } from "../tags.ts";

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_TagResource.html */
export function tagResource(input: TagResourceRequest, context: HealthLakeContext) {
  const datastore = byArn(context, input.ResourceARN);
  return keep(context, datastore, { ...datastore.tags, ...readTags(input.Tags) });
}

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_UntagResource.html */
export function untagResource(input: UntagResourceRequest, context: HealthLakeContext) {
  const datastore = byArn(context, input.ResourceARN);
  const left = Object.entries(datastore.tags).filter(([key]) => !input.TagKeys.includes(key));
  return keep(context, datastore, Object.fromEntries(left));
}

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_ListTagsForResource.html */
export function listTagsForResource(input: ListTagsForResourceRequest, context: HealthLakeContext) {
  return { Tags: writeTags(byArn(context, input.ResourceARN).tags) };
}

function keep(context: HealthLakeContext, { number }: Datastore, tags: Record<string, string>): object {
  context.store.prepare("UPDATE healthlake_datastores SET tags = ? WHERE number = ?").run(JSON.stringify(tags), number);
  return {};
}

function byArn(context: HealthLakeContext, arn: string): Datastore {
  const id = arn.slice(arn.lastIndexOf("/") + 1);
  if (arn !== datastoreArn(context, id)) throw new AwsError("ResourceNotFoundException", "The resource was not found.");
  return findDatastore(context, id);
}
