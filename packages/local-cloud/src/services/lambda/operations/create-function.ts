import { AwsError } from "../../../kernel/aws-error.ts";
import { uuid } from "../../../kernel/random.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { CreateFunctionRequest } from "../../../models/lambda-types.ts";
import { checkMaySend, checkTrust } from "../check-role.ts";
import { type DeployedCode, deployedCode } from "../deployed-code.ts";
import { describeFunction } from "../describe-function.ts";
import {
  type FunctionConfiguration,
  functionArn,
  functionNameOf,
  functions,
  lastModified,
  putFunction,
} from "../function-store.ts";
import { liveFunction } from "../runtime/live/live-function.ts";
import { checkHandler, invalidParameter } from "../validate.ts";

/**
 * Makes a function of a module below the runtime's root: `Handler` is the module's path and its export, `Code` is left
 * empty. Code in the request is refused. https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 */
export function createFunction(input: CreateFunctionRequest & DeployedCode, context: OperationContext): object {
  const name = functionNameOf(input.FunctionName);
  checkHandler(input.Handler);
  if (input.PackageType === "Image") throw invalidParameter("The local cloud does not support PackageType Image.");
  const runsHere = input.Runtime === undefined || input.Runtime.startsWith("nodejs");
  if (!runsHere && !liveFunction(input.Environment?.Variables ?? {}))
    throw invalidParameter(`The local cloud does not support the runtime ${input.Runtime}; it runs Node.js functions.`);
  if (functions.find(context, name))
    throw new AwsError("ResourceConflictException", `Function already exist: ${name}`, {
      status: 409,
      members: { Type: "User" },
    });
  const configuration: FunctionConfiguration = {
    FunctionName: name,
    FunctionArn: functionArn(context, name),
    Runtime: input.Runtime ?? "nodejs24.x",
    Role: input.Role,
    Handler: input.Handler ?? "",
    Description: input.Description ?? "",
    Timeout: input.Timeout ?? 3,
    MemorySize: input.MemorySize ?? 128,
    LastModified: lastModified(context),
    RevisionId: uuid(context.random),
    Architectures: input.Architectures ?? ["x86_64"],
    ...(input.Environment ? { Environment: { Variables: input.Environment.Variables ?? {} } } : {}),
    ...(input.KMSKeyArn ? { KMSKeyArn: input.KMSKeyArn } : {}),
    ...(input.DeadLetterConfig ? { DeadLetterConfig: input.DeadLetterConfig } : {}),
    ...(input.LoggingConfig ? { LoggingConfig: input.LoggingConfig } : {}),
    ...(input.TracingConfig ? { TracingConfig: input.TracingConfig } : {}),
    ...(input.Layers ? { Layers: input.Layers } : {}),
    ...(input.EphemeralStorage ? { EphemeralStorage: input.EphemeralStorage } : {}),
  };
  checkTrust(context, configuration);
  checkMaySend(context, configuration, configuration.DeadLetterConfig?.TargetArn, "dead letters");
  const root = deployedCode(input, context)?.Folder;
  putFunction(context, { configuration, eventInvoke: {}, root, ...(input.Tags ? { tags: input.Tags } : {}) });
  context.signals.notify("lambda:functions");
  return describeFunction(configuration);
}
