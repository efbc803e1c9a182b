import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { type BucketInput, dropSetting, keepSetting, readSetting, requireBucket } from "../bucket.ts";

type Input = BucketInput & { readonly PublicAccessBlockConfiguration?: object };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
export function putPublicAccessBlock(input: Input, context: OperationContext): void {
  const { name } = requireBucket(context, input);
  keepSetting(context, name, "publicAccessBlock", input.PublicAccessBlockConfiguration ?? {});
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html */
export function getPublicAccessBlock(input: BucketInput, context: OperationContext) {
  const { name } = requireBucket(context, input);
  const PublicAccessBlockConfiguration = readSetting(context, name, "publicAccessBlock");
  if (PublicAccessBlockConfiguration === undefined)
    throw new AwsError("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found", {
      status: 404,
      members: { BucketName: name },
    });
  return { PublicAccessBlockConfiguration };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeletePublicAccessBlock.html */
export function deletePublicAccessBlock(input: BucketInput, context: OperationContext): void {
  dropSetting(context, requireBucket(context, input).name, "publicAccessBlock");
}
