import { createHash } from "node:crypto";
import type { OperationContext } from "../../../kernel/service.ts";
import { dropBytes, keepBytes } from "../bytes.ts";
import { type ChecksumInput, verifyChecksums } from "../checksums.ts";
import { invalidArgument } from "../errors.ts";
import { requireUpload, type UploadInput } from "../upload.ts";

type Input = UploadInput & ChecksumInput & { readonly PartNumber?: number; readonly Body?: Uint8Array | string };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export function uploadPart(input: Input, context: OperationContext) {
  const upload = requireUpload(context, input);
  const number = input.PartNumber ?? 0;
  if (!(number >= 1 && number <= 10_000))
    throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber");
  const bytes = typeof input.Body === "string" ? Buffer.from(input.Body) : (input.Body ?? new Uint8Array());
  const checksums = verifyChecksums(bytes, input);
  const etag = `"${createHash("md5").update(bytes).digest("hex")}"`;
  const { body, file } = keepBytes(context, bytes);
  const { store } = context;
  store.transaction(() => {
    const replaced = store.prepare("SELECT file FROM s3_parts WHERE upload = ? AND number = ?").get(upload.id, number);
    if (replaced) dropBytes(context, replaced as { file: string | null });
    store
      .prepare(
        "INSERT OR REPLACE INTO s3_parts (upload, number, modified, size, etag, body, file) VALUES (?, ?, ?, ?, ?, ?, ?)",
      )
      .run(upload.id, number, context.clock.now(), bytes.length, etag, body, file);
  });
  return { ETag: etag, ...checksums };
}
