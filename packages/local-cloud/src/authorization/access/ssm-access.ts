import { type AccessRule, arnOf, type Loose } from "./access.ts";

/**
 * What Parameter Store's operations need. KMS behind a SecureString is not asked for.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
export const ssmAccess: Readonly<Record<string, AccessRule>> = {
  DeleteParameter: onName("DeleteParameter"),
  GetParameter: onName("GetParameter"),
  PutParameter: onName("PutParameter"),
  GetParameters: (input: Loose, context) =>
    (Array.isArray(input.Names) ? input.Names : []).map(name => ({
      action: "ssm:GetParameters",
      resource: arnOf(context, "ssm", parameterOf(name)),
    })),
  GetParametersByPath: (input: Loose, context) => [
    { action: "ssm:GetParametersByPath", resource: arnOf(context, "ssm", parameterOf(input.Path)) },
  ],
};

function onName(name: string): AccessRule {
  return (input: Loose, context) => [
    { action: `ssm:${name}`, resource: arnOf(context, "ssm", parameterOf(input.Name)) },
  ];
}

/** Of a parameter's name or ARN, with a version behind it or without. */
function parameterOf(name: unknown): string {
  const bare = String(name ?? "").replace(/^arn:[^:]+:ssm:[^:]*:[^:]*:parameter/, "");
  return `parameter/${bare.replace(/^\//, "").replace(/:.*$/, "")}`;
}
