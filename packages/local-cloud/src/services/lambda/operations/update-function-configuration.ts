import { isDeepStrictEqual } from "node:util";
import { AwsError } from "../../../kernel/aws-error.ts";
import { uuid } from "../../../kernel/random.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { UpdateFunctionConfigurationRequest } from "../../../models/lambda-types.ts";
import { checkMaySend, checkTrust } from "../check-role.ts";
import { type DeployedCode, deployedCode } from "../deployed-code.ts";
import { describeFunction } from "../describe-function.ts";
import { lastModified, putFunction, requireFunction } from "../function-store.ts";
import { checkHandler } from "../validate.ts";

/** What can be changed; members left out keep their value. */
const CHANGEABLE = [
  "Role",
  "Handler",
  "Description",
  "Timeout",
  "MemorySize",
  "Environment",
  "DeadLetterConfig",
  "KMSKeyArn",
  "LoggingConfig",
  "TracingConfig",
  "Layers",
  "Runtime",
  "EphemeralStorage",
] as const;

/** Changes a function's configuration; environments made before are replaced with the next invocation. */
export function updateFunctionConfiguration(
  input: UpdateFunctionConfigurationRequest & DeployedCode,
  context: OperationContext,
): object {
  if (input.Handler !== undefined) checkHandler(input.Handler);
  const stored = requireFunction(context, input.FunctionName);
  const { configuration } = stored;
  if (input.RevisionId && input.RevisionId !== configuration.RevisionId)
    throw new AwsError(
      "PreconditionFailedException",
      "The Revision Id provided does not match the latest Revision Id.",
      {
        status: 412,
      },
    );
  const changed = {
    ...configuration,
    ...Object.fromEntries(CHANGEABLE.flatMap(name => (input[name] === undefined ? [] : [[name, input[name]]]))),
    ...(input.Environment ? { Environment: { Variables: input.Environment.Variables ?? {} } } : {}),
  };
  // An update that changes nothing keeps the running environments.
  const code = deployedCode(input, context);
  const root = code === undefined ? stored.root : code.Folder;
  if (isDeepStrictEqual(changed, configuration) && root === stored.root) return describeFunction(configuration);
  if (changed.Role !== configuration.Role) checkTrust(context, changed);
  checkMaySend(context, changed, changed.DeadLetterConfig?.TargetArn, "dead letters");
  const revised = { ...changed, LastModified: lastModified(context), RevisionId: uuid(context.random) };
  putFunction(context, { ...stored, configuration: revised, root });
  context.signals.notify("lambda:functions");
  return describeFunction(revised);
}
