import { parsePolicy } from "@tributary/iam-policy/parse-policy";
import { PolicyError } from "@tributary/iam-policy/policy-error";
import { denied } from "../../../authorization/denied.ts";
import { rolesOf } from "../../../authorization/roles.ts";
import { AwsError } from "../../../kernel/aws-error.ts";
import { uuid } from "../../../kernel/random.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { AssumeRoleRequest } from "../../../models/sts-types.ts";
import { roleId } from "../role-id.ts";
import { sessions } from "../sessions.ts";

/** A role lasts an hour unless its own maximum says otherwise, which no role of a graph does. */
const MOST_SECONDS = 3_600;

/**
 * Keys of a role of the graph, for an hour unless told.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function assumeRole(input: AssumeRoleRequest, context: OperationContext): object {
  if (context.accessKeyId === "")
    throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", { status: 403 });
  const { RoleArn: role, RoleSessionName: name, DurationSeconds: seconds = MOST_SECONDS, Policy: policy } = input;
  if (seconds > MOST_SECONDS)
    throw new AwsError(
      "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
  // AWS does not tell whether there is a role that one may not assume.
  if (!rolesOf(context).has(role))
    throw denied(
      "sts",
      "sts:AssumeRole",
      `User: ${context.accessKeyId} is not authorized to perform: sts:AssumeRole on resource: ${role}`,
    );
  if (policy !== undefined) checkPolicy(policy);
  const expires = context.clock.now() + seconds * 1_000;
  const accessKeyId = `ASIA${uuid(context.random).replaceAll("-", "").slice(0, 16).toUpperCase()}`;
  const [secret, token] = [30, 120].map(length => Buffer.from(context.random.bytes(length)).toString("base64"));
  sessions.put(context, accessKeyId, {
    ...{ role, name, expires },
    ...(secret && token && { secret, token }),
    ...(policy === undefined ? {} : { policy }),
  });
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secret,
      SessionToken: token,
      Expiration: expires / 1_000,
    },
    AssumedRoleUser: {
      AssumedRoleId: `${roleId(role)}:${name}`,
      Arn: `arn:aws:sts::${context.account}:assumed-role/${role.split("/").at(-1)}/${name}`,
    },
  };
}

function checkPolicy(text: string): void {
  try {
    parsePolicy(text, { name: "Policy", kind: "identity" });
  } catch (error) {
    if (error instanceof PolicyError)
      throw new AwsError("MalformedPolicyDocumentException", error.message, { cause: error });
    throw error;
  }
}
