import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { HeadObjectRequest } from "../../../models/s3-types.ts";
import { readObject } from "../read-object.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export function headObject(input: HeadObjectRequest, context: OperationContext) {
  try {
    return readObject(context, input, { withBody: false }).members;
  } catch (error) {
    // A HEAD response has no body that could name the missing one.
    if (error instanceof AwsError && error.status === 404)
      throw new AwsError("NotFound", "Not Found", { status: 404, members: error.members, cause: error });
    throw error;
  }
}
