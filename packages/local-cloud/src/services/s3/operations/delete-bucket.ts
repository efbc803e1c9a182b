import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { type BucketInput, requireBucket } from "../bucket.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export function deleteBucket(input: BucketInput, context: OperationContext): void {
  const { name } = requireBucket(context, input);
  const { store } = context;
  const held = store
    .prepare("SELECT 1 FROM s3_objects WHERE bucket = ? UNION ALL SELECT 1 FROM s3_uploads WHERE bucket = ? LIMIT 1")
    .get(name, name);
  if (held)
    throw new AwsError("BucketNotEmpty", "The bucket you tried to delete is not empty", {
      status: 409,
      members: { BucketName: name },
    });
  store.prepare("DELETE FROM s3_buckets WHERE name = ?").run(name);
}
