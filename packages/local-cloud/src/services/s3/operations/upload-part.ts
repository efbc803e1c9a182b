import type { OperationContext } from "../../../kernel/service.ts";
import type { ChecksumInput } from "../checksums.ts";
import { keepPart, requireUpload, type UploadInput } from "../upload.ts";

type Input = UploadInput & ChecksumInput & { readonly PartNumber?: number; readonly Body?: Uint8Array | string };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export function uploadPart(input: Input, context: OperationContext) {
  const upload = requireUpload(context, input);
  const bytes = typeof input.Body === "string" ? Buffer.from(input.Body) : (input.Body ?? new Uint8Array());
  return keepPart(context, upload, input.PartNumber, bytes, input);
}
