import type { OperationContext } from "../../../kernel/service.ts";
import type { GetObjectRequest } from "../../../models/s3-types.ts";
import { readBytes } from "../bytes.ts";
import { readObject } from "../read-object.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export function getObject(input: GetObjectRequest, context: OperationContext) {
  const { object, range, members } = readObject(context, input, { withBody: true });
  const bytes = readBytes(context, object);
  return { ...members, Body: range ? bytes.subarray(range.start, range.end + 1) : bytes };
}
