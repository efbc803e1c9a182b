import { alarm } from "../stack/alarm.ts";
import type { Stack } from "../stack/create-stack.ts";
import { physicalName } from "../stack/physical-name.ts";
import type { Grant, Link } from "./grant.ts";

interface FunctionArgs {
  /** `services/patient-registry/handler.capture` */
  readonly handler: string;
  /** Seconds. */
  readonly timeout: number;
  /** Grants, besides writing to its own log. */
  readonly uses: readonly Grant[];
  /** Whether its physical name is app, stage and name, so that operators can call it by name. */
  readonly named?: boolean;
  /** Reserved concurrency, which is also its limit; by default it shares the account's. */
  readonly reserved?: number | undefined;
}

/**
 * A function that may write to its own encrypted log group and do what `grants` permit, nothing else. Errors and throttles
 * raise alarms.
 */
export function leastPrivilegeFunction(
  stack: Stack,
  name: string,
  { timeout, uses, named = false, reserved, ...args }: FunctionArgs,
): sst.aws.Function {
  const { sst, aws, key, production } = stack;
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
    link: [...new Set(uses.flatMap(({ link }) => link))].map(namesAlone),
    permissions: [
      { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [$interpolate`${logs.arn}:*`] },
      ...uses.flatMap(({ permissions }) => permissions),
    ],
    transform: {
      role: {
        // SST attaches AWSLambdaBasicExecutionRole, which may write to every log group of the account,
        managedPolicyArns: [],
        // and lets every principal of the account assume the role, which only live debugging (`sst dev`) needs.
        ...($dev
          ? {}
          : {
              assumeRolePolicy: $jsonStringify(
                aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
              ),
            }),
      },
    },
  });
  const watch = (metric: "Errors" | "Throttles", description: string) =>
    alarm(stack, `${name}${metric}`, {
      ...{ description, namespace: "AWS/Lambda", metric, dimensions: { FunctionName: made.name } },
      ...{ atLeast: 1, statistic: "Sum", minutes: 5 },
    });
  watch("Errors", `${name} fails: its log says why; what it works on is retried, then kept`);
  watch("Throttles", `${name} is throttled: it reached its concurrency, or the account's`);
  return made;
}

/** The link without SST's permissions, which cover whole services (`events:*`, `dynamodb:*` …). */
function namesAlone(linked: Link): Link {
  return { urn: linked.urn, getSSTLink: () => ({ properties: linked.getSSTLink().properties }) };
}
