import type { OperationContext } from "../../../kernel/service.ts";
import type { GetObjectTaggingRequest } from "../../../models/s3-types.ts";
import { requireBucket } from "../bucket.ts";
import { requireVersion } from "../read-object.ts";

/** No tags, ever: nothing here sets any. Clients that copy ask. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html */
export function getObjectTagging(input: GetObjectTaggingRequest, context: OperationContext) {
  const bucket = requireBucket(context, input);
  const { version } = requireVersion(context, bucket.name, input, false);
  return { TagSet: [], ...(bucket.versioning ? { VersionId: version } : {}) };
}
