import type { OperationContext } from "../../../kernel/service.ts";
import type { UploadPartRequest } from "../../../models/s3-types.ts";
import { keepPart, requireUpload } from "../upload.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export function uploadPart(input: UploadPartRequest, context: OperationContext) {
  const upload = requireUpload(context, input);
  const bytes = typeof input.Body === "string" ? Buffer.from(input.Body) : (input.Body ?? new Uint8Array());
  return keepPart(context, upload, input.PartNumber, bytes, input);
}
