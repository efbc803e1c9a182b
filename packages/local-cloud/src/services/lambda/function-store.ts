import type { Actor } from "../../kernel/actor.ts";
import { AwsError } from "../../kernel/aws-error.ts";
import { records } from "../../kernel/records.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type { RunnableFunction } from "./runtime/function-runtime.ts";

/** A function's configuration, in the members of the Lambda API that the local cloud keeps. */
export interface FunctionConfiguration {
  readonly FunctionName: string;
  readonly FunctionArn: string;
  readonly Runtime: string;
  readonly Role: string;
  readonly Handler: string;
  readonly Description: string;
  readonly Timeout: number;
  readonly MemorySize: number;
  readonly LastModified: string;
  readonly RevisionId: string;
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
  /** The key of its environment; empty for one of AWS. */
  readonly KMSKeyArn?: string;
  readonly DeadLetterConfig?: { readonly TargetArn?: string | undefined };
  readonly Architectures: readonly string[];
  readonly LoggingConfig?: object;
  readonly TracingConfig?: object;
  readonly Layers?: readonly string[];
  readonly EphemeralStorage?: { readonly Size: number };
}

/** The limits and destinations of a function's asynchronous invocations; empty until they are set. */
export interface EventInvokeConfig {
  /** Epoch seconds. */
  readonly LastModified?: number;
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
  readonly DestinationConfig?: {
    readonly OnSuccess?: { readonly Destination?: string | undefined } | undefined;
    readonly OnFailure?: { readonly Destination?: string | undefined } | undefined;
  };
}

/** One statement of a function's policy: who may call it, for what. */
export interface FunctionStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal: string | { readonly Service: string } | { readonly AWS: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A stored function. */
export interface StoredFunction {
  readonly configuration: FunctionConfiguration;
  /** Folder that its handler is below, if not the runtime's own. */
  readonly root?: string | undefined;
  /** Reserved concurrency. */
  readonly concurrency?: number | undefined;
  readonly eventInvoke: EventInvokeConfig;
  /** The statements of its resource policy. */
  readonly policy?: readonly FunctionStatement[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** All functions. */
export const functions = records<StoredFunction>("lambda_functions");

/** The name in a function's name, ARN or partial ARN, without its qualifier. Qualifiers but `$LATEST` are refused. */
export function functionNameOf(text: string): string {
  const match = /^(?:(?:arn:[\w-]+:lambda:[\w-]*:)?\d{12}:function:)?([\w-]{1,64})(?::([$\w-]+))?$/.exec(text);
  if (!match?.[1])
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern for a function name`,
    );
  if (match[2] && match[2] !== "$LATEST") throw functionNotFound(text);
  return match[1];
}

/** The ARN of a function of this cloud. */
export function functionArn(context: CloudContext, name: string): string {
  return `arn:aws:lambda:${context.region}:${context.account}:function:${name}`;
}

/** The function of a name or ARN, with its qualifier there or beside it; `ResourceNotFoundException` if it does not exist. */
export function requireFunction(context: CloudContext, nameOrArn: string, qualifier?: string): StoredFunction {
  const name = functionNameOf(qualifier ? `${nameOrArn}:${qualifier}` : nameOrArn);
  const found = functions.find(context, name);
  if (!found) throw functionNotFound(functionArn(context, name));
  return found;
}

/** Who a function acts as: nobody, once it is deleted. Lambda names a session after its function. */
export function actorOf(context: CloudContext, nameOrArn: string): Actor {
  const session = functionNameOf(nameOrArn);
  return { role: functions.find(context, session)?.configuration.Role ?? "", session };
}

/** Changes what is stored of a function, or stores a new one. */
export function putFunction(context: CloudContext, stored: StoredFunction): void {
  functions.put(context, stored.configuration.FunctionName, stored);
}

/** The part of a function that the runtime needs. */
export function runnable({ configuration, concurrency, root }: StoredFunction): RunnableFunction {
  return { ...configuration, environment: configuration.Environment?.Variables ?? {}, concurrency, root };
}

/** Lambda's way to write when a function was changed: `2026-01-01T00:00:00.000+0000`. */
export function lastModified(context: CloudContext): string {
  return new Date(context.clock.now()).toISOString().replace("Z", "+0000");
}

function functionNotFound(arn: string): AwsError {
  return new AwsError("ResourceNotFoundException", `Function not found: ${arn}`, { status: 404 });
}
