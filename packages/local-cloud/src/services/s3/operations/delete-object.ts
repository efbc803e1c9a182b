import type { OperationContext } from "../../../kernel/service.ts";
import { type BucketInput, requireBucket } from "../bucket.ts";
import { requireWritable } from "../conditions.ts";
import { removeObject } from "../remove-object.ts";

type Input = BucketInput & { readonly Key: string; readonly VersionId?: string; readonly IfMatch?: string };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export function deleteObject(input: Input, context: OperationContext) {
  const bucket = requireBucket(context, input);
  return context.store.transaction(() => {
    requireWritable(context, bucket.name, input.Key, input);
    return removeObject(context, bucket, input);
  });
}
