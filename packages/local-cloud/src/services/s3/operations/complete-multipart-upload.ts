import { createHash } from "node:crypto";
import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { CompleteMultipartUploadRequest } from "../../../models/s3-types.ts";
import { cloudAddress, type FromHost } from "../../../protocols/request-host.ts";
import { requireBucket } from "../bucket.ts";
import { readBytes } from "../bytes.ts";
import { pickChecksums, verifyChecksums } from "../checksums.ts";
import { answeredBefore, type CompletionAnswer, rememberCompletion } from "../completed-uploads.ts";
import { requireWritable } from "../conditions.ts";
import { addVersion } from "../object.ts";
import { dropUpload, listUploaded, type Part, requireUpload } from "../upload.ts";
import { checkPartChecksums, compositeChecksum } from "../upload-checksums.ts";

/** All parts but the last are at least this large. Bytes. See https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const PART_MIN_BYTES = 5 * 1024 * 1024;

type Input = CompleteMultipartUploadRequest & FromHost;

/** Made once: the same request again gets the same answer. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export function completeMultipartUpload(input: Input, context: OperationContext) {
  const bucket = requireBucket(context, input);
  const named = input.MultipartUpload?.Parts ?? [];
  const before = answeredBefore(context, input, named);
  if (before) return before;
  const upload = requireUpload(context, input);
  const parts = choose(input, listUploaded(context, upload.id));
  const partChecksums = parts.map(({ checksum }) => checksum);
  checkPartChecksums(upload.checksum, named, partChecksums);
  const bytes = Buffer.concat(parts.map(part => readBytes(context, part)));
  if (input.MpuObjectSize !== undefined && input.MpuObjectSize !== bytes.length)
    throw new AwsError(
      "InvalidRequest",
      `The provided 'x-amz-mp-object-size' header value ${input.MpuObjectSize} does not match what was computed: ${bytes.length}`,
    );
  const digests = parts.map(({ etag }) => Buffer.from(etag.slice(1, -1), "hex"));
  const etag = `"${createHash("md5").update(Buffer.concat(digests)).digest("hex")}-${parts.length}"`;
  const { algorithm, type } = upload.checksum;
  const given = pickChecksums({ ...input });
  const checksums =
    algorithm !== null && type === "COMPOSITE"
      ? compositeChecksum(algorithm, partChecksums, given)
      : {
          ...verifyChecksums(bytes, { ...given, ...(algorithm !== null && { ChecksumAlgorithm: algorithm }) }),
          ChecksumType: "FULL_OBJECT",
        };
  const headers = JSON.parse(upload.headers) as Record<string, unknown>;
  return context.store.transaction(() => {
    requireWritable(context, bucket.name, upload.key, input);
    dropUpload(context, upload.id);
    const version = addVersion(context, bucket, {
      key: upload.key,
      bytes,
      etag,
      headers: { ...headers, ...checksums },
      parts: parts.length,
    });
    context.report({ kind: "s3:put", name: bucket.name, count: 1 });
    const answer: CompletionAnswer = {
      Location: locationOf(input),
      Bucket: bucket.name,
      Key: upload.key,
      ETag: etag,
      ...checksums,
      ServerSideEncryption: headers.ServerSideEncryption,
      SSEKMSKeyId: headers.SSEKMSKeyId,
      ...(bucket.versioning ? { VersionId: version } : {}),
    };
    rememberCompletion(context, input, named, answer);
    return answer;
  });
}

/** Where the object is, as the caller reached the bucket: by its path, or by its host. */
function locationOf(input: Input): string {
  const address = cloudAddress(input);
  const hosted = address.startsWith(`http://${input.Bucket}.`);
  return `${address}/${hosted ? "" : `${input.Bucket}/`}${encodeURIComponent(input.Key)}`;
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
