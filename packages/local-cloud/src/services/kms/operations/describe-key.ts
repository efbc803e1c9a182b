import type { OperationContext } from "../../../kernel/service.ts";
import type { DescribeKeyRequest } from "../../../models/kms-types.ts";
import { describeKey as metadataOf } from "../keys/describe-key.ts";
import { findKey } from "../keys/key-store.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html */
export function describeKey({ KeyId }: DescribeKeyRequest, context: OperationContext): object {
  return { KeyMetadata: metadataOf(context, findKey(context, KeyId)) };
}
