import { alarm } from "./alarm.ts";
import { key } from "./key.ts";
import { physicalName, production } from "./stage.ts";

type Permission = NonNullable<sst.aws.FunctionArgs["permissions"]> extends $util.Input<infer P> ? P : never;

interface FunctionArgs {
  /** `services/patient-registry/handler.capture` */
  readonly handler: string;
  /** Seconds. */
  readonly timeout: number;
  readonly link: sst.aws.FunctionArgs["link"];
  readonly permissions: Permission;
  /** Whether its physical name is app, stage and name, so that operators can call it by that. */
  readonly named?: boolean;
  /** Invocations kept free for it, and its limit; shared with all functions of the account unless given. */
  readonly reserved?: number | undefined;
}

const lambdaOnly = aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" });

/**
 * A function that may do what its permissions say and write to its own encrypted log group, and nothing else.
 * Errors and throttles raise alarms.
 */
export function leastPrivilegeFunction(
  name: string,
  { timeout, permissions, named = false, reserved, ...args }: FunctionArgs,
): sst.aws.Function {
  const logs = new aws.cloudwatch.LogGroup(`${name}Logs`, {
    name: `/aws/lambda/${physicalName("function", name)}`,
    kmsKeyId: key.arn,
    retentionInDays: production ? 90 : 14,
  });
  const made = new sst.aws.Function(name, {
    ...args,
    ...(reserved !== undefined && { concurrency: { reserved } }),
    ...(named && { name: physicalName("function", name) }),
    runtime: "nodejs24.x",
    architecture: "arm64",
    memory: "512 MB",
    timeout: `${timeout} seconds`,
    logging: { logGroup: logs.name, format: "json" },
    permissions: [
      { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [$interpolate`${logs.arn}:*`] },
      ...permissions,
    ],
    transform: {
      role: {
        // SST attaches AWSLambdaBasicExecutionRole, which may write to every log group of the account,
        managedPolicyArns: [],
        // and lets every principal of the account assume the role, which only live debugging (`sst dev`) needs.
        ...($dev ? {} : { assumeRolePolicy: $jsonStringify(lambdaOnly) }),
      },
    },
  });
  const watch = (metric: "Errors" | "Throttles", description: string) =>
    alarm(`${name}${metric}`, {
      ...{ description, namespace: "AWS/Lambda", metric, dimensions: { FunctionName: made.name } },
      ...{ atLeast: 1, statistic: "Sum", minutes: 5 },
    });
  watch("Errors", `${name} fails: its log says why; what it works on is retried, then kept`);
  watch("Throttles", `${name} is throttled: it reached its concurrency, or the account's`);
  return made;
}
