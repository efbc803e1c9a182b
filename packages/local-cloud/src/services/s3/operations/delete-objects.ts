import type { OperationContext } from "../../../kernel/service.ts";
import type { DeleteObjectsRequest } from "../../../models/s3-types.ts";
import { requireBucket } from "../bucket.ts";
import { removeObject } from "../remove-object.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export function deleteObjects(input: DeleteObjectsRequest, context: OperationContext) {
  const bucket = requireBucket(context, input);
  const objects = input.Delete.Objects;
  const errors: object[] = [];
  const deleted = context.store.transaction(() =>
    objects.flatMap(({ Key, VersionId }) => {
      const version = VersionId === undefined ? {} : { VersionId };
      const refused = context.refusal?.("DeleteObject", { Bucket: bucket.name, Key, ...version });
      if (refused) {
        errors.push({ Key, ...version, Code: refused.code, Message: refused.message });
        return [];
      }
      const removal = removeObject(context, bucket, { Key, ...version });
      return {
        ...{ Key, ...version },
        ...(removal.DeleteMarker ? { DeleteMarker: true, DeleteMarkerVersionId: removal.VersionId } : {}),
      };
    }),
  );
  return { Deleted: input.Delete.Quiet ? [] : deleted, Errors: errors };
}
