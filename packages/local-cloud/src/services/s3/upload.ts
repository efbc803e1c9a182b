import type { CloudContext } from "../../kernel/service.ts";
import { type BucketInput, requireBucket } from "./bucket.ts";
import { dropBytes, type StoredBytes } from "./bytes.ts";
import { noSuchUpload } from "./errors.ts";

/** Input of an operation on a multipart upload. */
export type UploadInput = BucketInput & { readonly Key: string; readonly UploadId: string };

/** A multipart upload in progress. */
export interface Upload {
  readonly id: string;
  readonly key: string;
  /** JSON of the members to keep with the object. */
  readonly headers: string;
}

/** One part of it. */
export interface Part extends StoredBytes {
  readonly number: number;
  readonly modified: number;
  readonly size: number;
  readonly etag: string;
}

/** The upload; NoSuchUpload when there is none for this bucket and key. */
export function requireUpload(context: CloudContext, input: UploadInput): Upload {
  const { name } = requireBucket(context, input);
  const upload = context.store
    .prepare("SELECT id, key, headers FROM s3_uploads WHERE id = ? AND bucket = ? AND key = ?")
    .get(input.UploadId, name, input.Key) as Upload | undefined;
  if (!upload) throw noSuchUpload(input.UploadId);
  return upload;
}

/** Its parts, in order. */
export function listUploaded(context: CloudContext, upload: string): Part[] {
  return context.store
    .prepare("SELECT number, modified, size, etag, body, file FROM s3_parts WHERE upload = ? ORDER BY number")
    .all(upload) as unknown as Part[];
}

/** Deletes an upload with its parts. */
export function dropUpload(context: CloudContext, upload: string): void {
  context.store.transaction(() => {
    for (const part of listUploaded(context, upload)) dropBytes(context, part);
    context.store.prepare("DELETE FROM s3_uploads WHERE id = ?").run(upload);
  });
}
