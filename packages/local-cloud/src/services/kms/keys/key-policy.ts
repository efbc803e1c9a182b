import { parsePolicy } from "@tributary/iam-policy/parse-policy";
import { PolicyError } from "@tributary/iam-policy/policy-error";
import { AwsError } from "../../../kernel/aws-error.ts";
import type { CloudContext } from "../../../kernel/service.ts";

/** What a key has that was made without a policy: the account's policies decide. https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
export function defaultPolicy({ account }: CloudContext): string {
  const Statement = {
    ...{ Sid: "Enable IAM User Permissions", Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` } },
    ...{ Action: "kms:*", Resource: "*" },
  };
  return JSON.stringify({ Version: "2012-10-17", Id: "key-default-1", Statement: [Statement] });
}

/** Throws where KMS would refuse a policy. */
export function checkPolicy(text: string): void {
  try {
    parsePolicy(text, { name: "Policy", kind: "resource" });
  } catch (error) {
    if (error instanceof PolicyError)
      throw new AwsError("MalformedPolicyDocumentException", error.message, { cause: error });
    throw error;
  }
}
