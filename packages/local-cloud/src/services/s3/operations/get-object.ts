import type { OperationContext } from "../../../kernel/service.ts";
import { readBytes } from "../bytes.ts";
import { type ReadInput, readObject } from "../read-object.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export function getObject(input: ReadInput, context: OperationContext) {
  const { object, range, members } = readObject(context, input, { withBody: true });
  const bytes = readBytes(context, object);
  return { ...members, Body: range ? bytes.subarray(range.start, range.end + 1) : bytes };
}
