import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { DeleteBucketRequest } from "../../../models/s3-types.ts";
import { requireBucket } from "../bucket.ts";
import { dropUpload } from "../upload.ts";

/** Open multipart uploads go with the bucket. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export function deleteBucket(input: DeleteBucketRequest, context: OperationContext): void {
  const { name } = requireBucket(context, input);
  const { store } = context;
  if (store.prepare("SELECT 1 FROM s3_objects WHERE bucket = ? LIMIT 1").get(name))
    throw new AwsError("BucketNotEmpty", "The bucket you tried to delete is not empty", {
      status: 409,
      members: { BucketName: name },
    });
  store.transaction(() => {
    for (const { id } of store.prepare("SELECT id FROM s3_uploads WHERE bucket = ?").all(name))
      dropUpload(context, id as string);
    store.prepare("DELETE FROM s3_completed_uploads WHERE bucket = ?").run(name);
    store.prepare("DELETE FROM s3_buckets WHERE name = ?").run(name);
  });
}
