import { createHash } from "node:crypto";
import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { requireBucket } from "../bucket.ts";
import { readBytes } from "../bytes.ts";
import { pickChecksums, verifyChecksums } from "../checksums.ts";
import { type Conditions, requireWritable } from "../conditions.ts";
import { addVersion } from "../object.ts";
import { dropUpload, listUploaded, type Part, requireUpload, type UploadInput } from "../upload.ts";

/** All parts but the last are at least this large. Bytes. See https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const PART_MIN_BYTES = 5 * 1024 * 1024;

type Input = UploadInput &
  Conditions & {
    readonly MultipartUpload?: {
      readonly Parts?: readonly { readonly PartNumber?: string | number; readonly ETag?: string }[];
    };
  };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export function completeMultipartUpload(input: Input, context: OperationContext) {
  const bucket = requireBucket(context, input);
  const upload = requireUpload(context, input);
  const parts = choose(input, listUploaded(context, upload.id));
  const bytes = Buffer.concat(parts.map(part => readBytes(context, part)));
  const digests = parts.map(({ etag }) => Buffer.from(etag.slice(1, -1), "hex"));
  const etag = `"${createHash("md5").update(Buffer.concat(digests)).digest("hex")}-${parts.length}"`;
  const checksums = verifyChecksums(bytes, pickChecksums({ ...input }));
  const headers = JSON.parse(upload.headers) as Record<string, unknown>;
  const version = context.store.transaction(() => {
    requireWritable(context, bucket.name, upload.key, input);
    dropUpload(context, upload.id);
    return addVersion(context, bucket, {
      key: upload.key,
      bytes,
      etag,
      headers: { ...headers, ...checksums },
      parts: parts.length,
    });
  });
  context.report({ kind: "s3:put", name: bucket.name, count: 1 });
  return {
    Location: `http://${bucket.name}.s3.amazonaws.com/${encodeURIComponent(upload.key)}`,
    Bucket: bucket.name,
    Key: upload.key,
    ETag: etag,
    ...checksums,
    ChecksumType: "FULL_OBJECT",
    ServerSideEncryption: headers.ServerSideEncryption,
    SSEKMSKeyId: headers.SSEKMSKeyId,
    ...(bucket.versioning ? { VersionId: version } : {}),
  };
}

function choose(input: Input, uploaded: readonly Part[]): Part[] {
  const asked = input.MultipartUpload?.Parts ?? [];
  if (asked.length === 0) throw new AwsError("InvalidRequest", "You must specify at least one part");
  const byNumber = new Map(uploaded.map(part => [part.number, part]));
  let previous = 0;
  const chosen = asked.map(({ PartNumber, ETag = "" }) => {
    const number = Number(PartNumber);
    if (!(number > previous))
      throw new AwsError(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
      );
    previous = number;
    const part = byNumber.get(number);
    if (!part || part.etag.replaceAll('"', "") !== ETag.replaceAll('"', ""))
      throw new AwsError(
        "InvalidPart",
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        { members: { UploadId: input.UploadId, PartNumber: number } },
      );
    return part;
  });
  const small = chosen.slice(0, -1).find(({ size }) => size < PART_MIN_BYTES);
  if (small)
    throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", {
      members: { ProposedSize: small.size, MinSizeAllowed: PART_MIN_BYTES, PartNumber: small.number },
    });
  return chosen;
}
