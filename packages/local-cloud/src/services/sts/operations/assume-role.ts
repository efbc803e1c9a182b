import { parsePolicy } from "@tributary/iam-policy/parse-policy";
import { PolicyError } from "@tributary/iam-policy/policy-error";
import { denied } from "../../../authorization/denied.ts";
import { rolesOf } from "../../../authorization/roles.ts";
import { AwsError } from "../../../kernel/aws-error.ts";
import { uuid } from "../../../kernel/random.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { roleId } from "../role-id.ts";
import { sessions } from "../sessions.ts";

type AssumeRoleInput = Readonly<Record<string, string | undefined>>;

const supported = ["RoleArn", "RoleSessionName", "DurationSeconds", "Policy"];
/** A role lasts an hour unless its own maximum says otherwise, which no role of a graph does. */
const [LEAST_SECONDS, MOST_SECONDS] = [900, 3_600];

/**
 * Keys of a role of the graph, for an hour unless told.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function assumeRole(input: AssumeRoleInput, context: OperationContext): object {
  if (context.accessKeyId === "")
    throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", { status: 403 });
  const other = Object.keys(input).find(name => !supported.includes(name));
  if (other !== undefined) throw invalid(`The local cloud does not support ${other} of AssumeRole.`);
  const { RoleArn: role = "", RoleSessionName: name = "", Policy: policy } = input;
  if (!/^[\w+=,.@-]{2,64}$/.test(name))
    throw invalid("RoleSessionName must have 2 to 64 characters of letters, digits and _+=,.@-");
  const seconds = Number(input.DurationSeconds ?? MOST_SECONDS);
  if (!Number.isInteger(seconds) || seconds < LEAST_SECONDS || seconds > MOST_SECONDS)
    throw invalid(`DurationSeconds must be from ${LEAST_SECONDS} to ${MOST_SECONDS}`);
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
  sessions.put(context, accessKeyId, { role, name, expires, ...(policy === undefined ? {} : { policy }) });
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: uuid(context.random),
      SessionToken: uuid(context.random),
      Expiration: new Date(expires).toISOString(),
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
    if (error instanceof PolicyError) throw new AwsError("MalformedPolicyDocument", error.message, { cause: error });
    throw error;
  }
}

const invalid = (message: string) => new AwsError("ValidationError", message);
