import { AwsError } from "../../../kernel/aws-error.ts";
import { uuid } from "../../../kernel/random.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { checkMaySend } from "../check-role.ts";
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
import { checkHandler, checkRange, invalidParameter, refuseMembers } from "../validate.ts";

/** The supported part of CreateFunction's request. */
export interface CreateFunctionInput {
  FunctionName?: string;
  Runtime?: string;
  Role?: string;
  Handler?: string;
  /** In process only, `Folder` is what the handler is below. */
  Code?: { Folder?: string };
  Description?: string;
  Timeout?: number;
  MemorySize?: number;
  Environment?: { Variables?: Record<string, string> };
  DeadLetterConfig?: { TargetArn?: string };
  Architectures?: string[];
  LoggingConfig?: object;
  TracingConfig?: object;
  Layers?: string[];
}

/** What cannot be done here, and would change what the function does. */
const UNSUPPORTED = [
  "ImageConfig",
  "FileSystemConfigs",
  "SnapStart",
  "CapacityProviderConfig",
  "DurableConfig",
  "TenancyConfig",
  "Publish",
];

/**
 * Makes a function of a module below the runtime's root: `Handler` is the module's path and its export, `Code` is left
 * empty. Code in the request is refused. https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 */
export function createFunction(input: CreateFunctionInput, context: OperationContext): object {
  const name = functionNameOf(input.FunctionName ?? "");
  refuseMembers(input, UNSUPPORTED);
  refuseMembers(input.Code ?? {}, ["ZipFile", "S3Bucket", "S3Key", "ImageUri", "SourceKMSKeyArn"]);
  checkHandler(input.Handler);
  const runsHere = input.Runtime === undefined || input.Runtime.startsWith("nodejs");
  if (!runsHere && !liveFunction(input.Environment?.Variables ?? {}))
    throw invalidParameter(`The local cloud does not support the runtime ${input.Runtime}; it runs Node.js functions.`);
  checkRange("timeout", input.Timeout, 1, 900);
  checkRange("memorySize", input.MemorySize, 128, 10_240);
  if (functions.find(context, name))
    throw new AwsError("ResourceConflictException", `Function already exist: ${name}`, {
      status: 409,
      members: { Type: "User" },
    });
  const configuration: FunctionConfiguration = {
    FunctionName: name,
    FunctionArn: functionArn(context, name),
    Runtime: input.Runtime ?? "nodejs24.x",
    Role: input.Role ?? "",
    Handler: input.Handler ?? "",
    Description: input.Description ?? "",
    Timeout: input.Timeout ?? 3,
    MemorySize: input.MemorySize ?? 128,
    LastModified: lastModified(context),
    RevisionId: uuid(context.random),
    Architectures: input.Architectures ?? ["x86_64"],
    ...(input.Environment ? { Environment: { Variables: input.Environment.Variables ?? {} } } : {}),
    ...(input.DeadLetterConfig ? { DeadLetterConfig: input.DeadLetterConfig } : {}),
    ...(input.LoggingConfig ? { LoggingConfig: input.LoggingConfig } : {}),
    ...(input.TracingConfig ? { TracingConfig: input.TracingConfig } : {}),
    ...(input.Layers ? { Layers: input.Layers } : {}),
  };
  checkMaySend(context, configuration, configuration.DeadLetterConfig?.TargetArn, "dead letters");
  putFunction(context, { configuration, eventInvoke: {}, root: input.Code?.Folder });
  context.signals.notify("lambda:functions");
  return describeFunction(configuration);
}
