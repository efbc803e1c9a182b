import type { CloudContext } from "../../kernel/service.ts";
import { findObject } from "./object.ts";
import type { UploadInput } from "./upload.ts";

/** How long a completed upload is remembered, in milliseconds. SDKs complete again within seconds, when they heard no answer. */
const REMEMBERED = 24 * 60 * 60_000;

/** The answer to an upload's completion, as it is given again. */
export interface CompletionAnswer {
  readonly ETag: string;
  readonly VersionId?: string;
  readonly [member: string]: unknown;
}

/** Remembers how an upload was completed, in the transaction that completes it. */
export function rememberCompletion(
  { store, clock }: CloudContext,
  { Bucket, Key, UploadId }: UploadInput,
  parts: unknown,
  answer: CompletionAnswer,
): void {
  const now = clock.now();
  store.prepare("DELETE FROM s3_completed_uploads WHERE completed < ?").run(now - REMEMBERED);
  store
    .prepare("INSERT INTO s3_completed_uploads VALUES (?, ?, ?, ?, ?, ?)")
    .run(UploadId, Bucket, Key, now, JSON.stringify(parts), JSON.stringify(answer));
}

/** The answer to the same completion before, while the object that it made is there. */
export function answeredBefore(
  context: CloudContext,
  { Bucket, Key, UploadId }: UploadInput,
  parts: unknown,
): CompletionAnswer | undefined {
  const row = context.store
    .prepare("SELECT answer FROM s3_completed_uploads WHERE id = ? AND bucket = ? AND key = ? AND parts = ?")
    .get(UploadId, Bucket, Key, JSON.stringify(parts));
  if (!row) return undefined;
  const answer = JSON.parse(row.answer as string) as CompletionAnswer;
  return findObject(context, Bucket, Key, { version: answer.VersionId })?.etag === answer.ETag ? answer : undefined;
}
