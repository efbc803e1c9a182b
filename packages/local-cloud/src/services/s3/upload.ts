import { createHash } from "node:crypto";
import type { CloudContext } from "../../kernel/service.ts";
import type { AbortMultipartUploadRequest } from "../../models/s3-types.ts";
import { type BucketInput, requireBucket } from "./bucket.ts";
import { dropBytes, keepBytes, type StoredBytes } from "./bytes.ts";
import { type ChecksumInput, type Checksums, verifyChecksums } from "./checksums.ts";
import { invalidArgument, noSuchUpload } from "./errors.ts";
import { refuseOtherAlgorithm, type UploadChecksum } from "./upload-checksums.ts";

/** Input of an operation on a multipart upload. */
export type UploadInput = BucketInput & { readonly Key: string; readonly UploadId: string };

/** A multipart upload in progress. */
export interface Upload {
  readonly id: string;
  readonly key: string;
  /** JSON of the members to keep with the object. */
  readonly headers: string;
  readonly checksum: UploadChecksum;
}

/** One part of it. */
export interface Part extends StoredBytes {
  readonly number: number;
  readonly modified: number;
  readonly size: number;
  readonly etag: string;
  /** Of the upload's algorithm, in base64. */
  readonly checksum: string | null;
}

/** The upload; NoSuchUpload if this bucket and key have none. */
export function requireUpload(context: CloudContext, input: UploadInput): Upload {
  const { name } = requireBucket(context, input);
  const upload = context.store
    .prepare(
      "SELECT id, key, headers, checksum_algorithm, checksum_type FROM s3_uploads WHERE id = ? AND bucket = ? AND key = ?",
    )
    .get(input.UploadId, name, input.Key);
  if (!upload) throw noSuchUpload(input.UploadId);
  const { id, key, headers, checksum_algorithm: algorithm, checksum_type: type } = upload;
  return { id, key, headers, checksum: { algorithm, type } } as unknown as Upload;
}

/** Its parts, in order. */
export function listUploaded(context: CloudContext, upload: string): Part[] {
  return context.store
    .prepare("SELECT number, modified, size, etag, checksum, body, file FROM s3_parts WHERE upload = ? ORDER BY number")
    .all(upload) as unknown as Part[];
}

/** Keeps the bytes of a part, in place of those that it had; returns its ETag and checksums. */
export function keepPart(
  context: CloudContext,
  upload: Upload,
  number = 0,
  bytes: Uint8Array,
  given: ChecksumInput = {},
): Checksums & { readonly ETag: string } {
  if (!(number >= 1 && number <= 10_000))
    throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber");
  const { algorithm } = upload.checksum;
  refuseOtherAlgorithm(upload.checksum, given);
  const checksums = verifyChecksums(bytes, { ...given, ...(algorithm !== null && { ChecksumAlgorithm: algorithm }) });
  const checksum = algorithm === null ? null : (checksums[`Checksum${algorithm}`] ?? null);
  const etag = `"${createHash("md5").update(bytes).digest("hex")}"`;
  const { body, file } = keepBytes(context, bytes);
  const { store, clock } = context;
  store.transaction(() => {
    const replaced = store.prepare("SELECT file FROM s3_parts WHERE upload = ? AND number = ?").get(upload.id, number);
    if (replaced) dropBytes(context, replaced as { file: string | null });
    store
      .prepare(
        "INSERT OR REPLACE INTO s3_parts (upload, number, modified, size, etag, checksum, body, file) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      )
      .run(upload.id, number, clock.now(), bytes.length, etag, checksum, body, file);
  });
  return { ...checksums, ETag: etag };
}

/** Deletes an upload with its parts. */
export function dropUpload(context: CloudContext, upload: string): void {
  context.store.transaction(() => {
    for (const part of listUploaded(context, upload)) dropBytes(context, part);
    context.store.prepare("DELETE FROM s3_uploads WHERE id = ?").run(upload);
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export function abortUpload(input: AbortMultipartUploadRequest, context: CloudContext): void {
  dropUpload(context, requireUpload(context, input).id);
}
