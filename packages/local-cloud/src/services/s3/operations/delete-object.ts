import type { OperationContext } from "../../../kernel/service.ts";
import type { DeleteObjectRequest } from "../../../models/s3-types.ts";
import { requireBucket } from "../bucket.ts";
import { requireWritable } from "../conditions.ts";
import { removeObject } from "../remove-object.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export function deleteObject(input: DeleteObjectRequest, context: OperationContext) {
  const bucket = requireBucket(context, input);
  return context.store.transaction(() => {
    requireWritable(context, bucket.name, input.Key, input);
    return removeObject(context, bucket, input);
  });
}
