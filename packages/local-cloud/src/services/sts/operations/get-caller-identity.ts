import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";

/** A user named like the access key that signed. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export function getCallerIdentity(_input: object, { account, accessKeyId }: OperationContext): object {
  if (accessKeyId === "")
    throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", { status: 403 });
  return { Arn: `arn:aws:iam::${account}:user/${accessKeyId}`, UserId: accessKeyId, Account: account };
}
