import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { GetKeyPolicyRequest, ListKeyPoliciesRequest, PutKeyPolicyRequest } from "../../../models/kms-types.ts";
import { checkPolicy } from "../keys/key-policy.ts";
import { changeableKey, findKey, keys } from "../keys/key-store.ts";

/** The only name that a key's policy has. */
const NAME = "default";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html */
export function getKeyPolicy({ KeyId, PolicyName = NAME }: GetKeyPolicyRequest, context: OperationContext): object {
  const { policy } = findKey(context, KeyId);
  if (PolicyName !== NAME) throw new AwsError("NotFoundException", `No such policy exists: ${PolicyName}`);
  return { Policy: policy, PolicyName: NAME };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html */
export function putKeyPolicy(input: PutKeyPolicyRequest, context: OperationContext): void {
  const { KeyId, Policy, PolicyName = NAME } = input;
  const key = changeableKey(context, KeyId);
  if (PolicyName !== NAME) throw new AwsError("NotFoundException", `No such policy exists: ${PolicyName}`);
  checkPolicy(Policy);
  keys.put(context, key.id, { ...key, policy: Policy });
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyPolicies.html */
export function listKeyPolicies({ KeyId }: ListKeyPoliciesRequest, context: OperationContext): object {
  findKey(context, KeyId);
  return { PolicyNames: [NAME], Truncated: false };
}
