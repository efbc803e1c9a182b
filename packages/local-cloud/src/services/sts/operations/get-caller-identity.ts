import { callerOf } from "../../../authorization/callers.ts";
import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { roleId } from "../role-id.ts";

/**
 * The session of a role for the keys of a function or of AssumeRole; else a user named like the access key that signed.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export function getCallerIdentity(_input: object, context: OperationContext): object {
  const { account, accessKeyId } = context;
  const caller = callerOf(context, accessKeyId);
  if (caller.kind === "anonymous")
    throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", { status: 403 });
  if (caller.kind === "administrator")
    return { Arn: `arn:aws:iam::${account}:user/${accessKeyId}`, UserId: accessKeyId, Account: account };
  const { arn, session } = caller.principal;
  return { Arn: session, UserId: `${roleId(arn)}:${session.split("/").at(-1)}`, Account: account };
}
