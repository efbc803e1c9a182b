import type { OperationContext } from "../../../kernel/service.ts";
import { dropUpload, requireUpload, type UploadInput } from "../upload.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export function abortMultipartUpload(input: UploadInput, context: OperationContext): void {
  dropUpload(context, requireUpload(context, input).id);
}
