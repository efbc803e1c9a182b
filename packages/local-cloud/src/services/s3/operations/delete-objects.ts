import type { OperationContext } from "../../../kernel/service.ts";
import { type BucketInput, requireBucket } from "../bucket.ts";
import { malformedXml } from "../errors.ts";
import { removeObject } from "../remove-object.ts";

/** One request may name this many. See https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MAX_OBJECTS = 1000;

type Input = BucketInput & {
  readonly Delete?: {
    readonly Objects?: readonly { readonly Key?: string; readonly VersionId?: string }[];
    readonly Quiet?: string | boolean;
  };
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export function deleteObjects(input: Input, context: OperationContext) {
  const bucket = requireBucket(context, input);
  const objects = input.Delete?.Objects ?? [];
  if (objects.length === 0 || objects.length > MAX_OBJECTS || objects.some(({ Key }) => !Key)) throw malformedXml();
  const errors: object[] = [];
  const deleted = context.store.transaction(() =>
    objects.flatMap(({ Key = "", VersionId }) => {
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
  return { Deleted: String(input.Delete?.Quiet) === "true" ? [] : deleted, Errors: errors };
}
