import type { OperationContext } from "../../../kernel/service.ts";
import type { UploadPartCopyRequest } from "../../../models/s3-types.ts";
import { requireBucket } from "../bucket.ts";
import { readBytes } from "../bytes.ts";
import { checkCopySource } from "../conditions.ts";
import { readCopySource } from "../copy-source.ts";
import { invalidArgument } from "../errors.ts";
import { requireVersion } from "../read-object.ts";
import { keepPart, requireUpload } from "../upload.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export function uploadPartCopy(input: UploadPartCopyRequest, context: OperationContext) {
  const upload = requireUpload(context, input);
  const from = readCopySource(input.CopySource);
  const sourceBucket = requireBucket(context, { ...from, ExpectedBucketOwner: input.ExpectedSourceBucketOwner });
  const source = requireVersion(context, sourceBucket.name, from, true);
  checkCopySource(input, source);
  const bytes = within(readBytes(context, source), input.CopySourceRange);
  return {
    CopyPartResult: {
      ...keepPart(context, upload, input.PartNumber, bytes),
      LastModified: new Date(context.clock.now()),
    },
    ...(sourceBucket.versioning ? { CopySourceVersionId: source.version } : {}),
  };
}

function within(bytes: Uint8Array, range: string | undefined): Uint8Array {
  if (range === undefined) return bytes;
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  if (first === undefined || Number(first) > Number(last))
    throw invalidArgument(
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
      "x-amz-copy-source-range",
    );
  if (Number(last) >= bytes.length)
    throw invalidArgument(
      `Range specified is not valid for source object of size: ${bytes.length}`,
      "x-amz-copy-source-range",
    );
  return bytes.subarray(Number(first), Number(last) + 1);
}
