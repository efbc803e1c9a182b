import { parseArn } from "../../kernel/arn.ts";
import { AwsError } from "../../kernel/aws-error.ts";
import { recordFilter } from "../../polling/filter.ts";
import { type Pipe, readsQueue } from "./pipe-store.ts";

/** The supported part of CreatePipe's request. */
export type PipeInput = Partial<Omit<Pipe, "Arn" | "CurrentState" | "CreationTime" | "LastModifiedTime">>;

/** Parameters that exist on AWS for sources, enrichments and targets that are not supported here. */
const SUPPORTED = {
  SourceParameters: ["FilterCriteria", "DynamoDBStreamParameters", "SqsQueueParameters"],
  EnrichmentParameters: ["InputTemplate"],
  TargetParameters: [
    "InputTemplate",
    "EventBridgeEventBusParameters",
    "LambdaFunctionParameters",
    "SqsQueueParameters",
  ],
  "TargetParameters.EventBridgeEventBusParameters": ["DetailType", "Source", "Resources", "Time"],
} as const;

/** Checks a pipe as CreatePipe and UpdatePipe do. Everything that is wrong is a `ValidationException`. */
export function checkPipe(pipe: PipeInput): void {
  if (!/^[\w.-]{1,64}$/.test(pipe.Name ?? ""))
    throw invalid("Name must match [\\.\\-_A-Za-z0-9]+ with 1 to 64 characters.");
  checkKind(
    "Source",
    pipe.Source,
    ({ service, resource }) => service === "sqs" || (service === "dynamodb" && resource.includes("/stream/")),
  );
  checkKind(
    "Target",
    pipe.Target,
    ({ service, resource }) => service === "sqs" || isFunction(service, resource) || isBus(service, resource),
  );
  if (pipe.Enrichment)
    checkKind("Enrichment", pipe.Enrichment, ({ service, resource }) => isFunction(service, resource));
  checkMembers("SourceParameters", pipe.SourceParameters);
  checkMembers("EnrichmentParameters", pipe.EnrichmentParameters);
  checkMembers("TargetParameters", pipe.TargetParameters);
  checkMembers("TargetParameters.EventBridgeEventBusParameters", pipe.TargetParameters?.EventBridgeEventBusParameters);
  if (readsQueue({ Source: pipe.Source ?? "" })) checkQueue(pipe);
  else checkStream(pipe);
  try {
    recordFilter(pipe.SourceParameters?.FilterCriteria);
  } catch (cause) {
    throw invalid(`FilterCriteria is not valid: ${cause instanceof Error ? cause.message : ""}`);
  }
}

function checkQueue(pipe: PipeInput): void {
  const queue = pipe.SourceParameters?.SqsQueueParameters;
  if (pipe.SourceParameters?.DynamoDBStreamParameters) throw invalid("DynamoDBStreamParameters is not for a queue.");
  range("BatchSize", queue?.BatchSize, 1, 10_000);
  range("MaximumBatchingWindowInSeconds", queue?.MaximumBatchingWindowInSeconds, 0, 300);
  if ((queue?.BatchSize ?? 10) > 10 && !queue?.MaximumBatchingWindowInSeconds)
    throw invalid("MaximumBatchingWindowInSeconds must be at least 1 when BatchSize is greater than 10.");
}

function checkStream(pipe: PipeInput): void {
  const stream = pipe.SourceParameters?.DynamoDBStreamParameters;
  if (!stream || !["TRIM_HORIZON", "LATEST"].includes(stream.StartingPosition ?? ""))
    throw invalid("DynamoDBStreamParameters.StartingPosition must be TRIM_HORIZON or LATEST.");
  range("BatchSize", stream.BatchSize, 1, 10_000);
  range("MaximumBatchingWindowInSeconds", stream.MaximumBatchingWindowInSeconds, 0, 300);
  range("MaximumRecordAgeInSeconds", stream.MaximumRecordAgeInSeconds, -1, 604_800);
  range("MaximumRetryAttempts", stream.MaximumRetryAttempts, -1, 10_000);
  range("ParallelizationFactor", stream.ParallelizationFactor, 1, 10);
  if (stream.OnPartialBatchItemFailure && stream.OnPartialBatchItemFailure !== "AUTOMATIC_BISECT")
    throw invalid("OnPartialBatchItemFailure must be AUTOMATIC_BISECT.");
  const deadLetters = stream.DeadLetterConfig?.Arn;
  if (deadLetters) checkKind("DeadLetterConfig.Arn", deadLetters, arn => arn.service === "sqs");
}

function checkKind(
  member: string,
  text: string | undefined,
  accepts: (arn: { service: string; resource: string }) => boolean,
): void {
  const arn = parseArn(text ?? "");
  if (!arn || !accepts(arn))
    throw invalid(`The local cloud does not support the ${member} ${text}; FIDELITY.md lists what it supports.`);
}

function checkMembers(path: keyof typeof SUPPORTED, value: object | undefined): void {
  for (const [member, given] of Object.entries(value ?? {}))
    if (given !== undefined && given !== null && !(SUPPORTED[path] as readonly string[]).includes(member))
      throw invalid(`The local cloud does not support ${path}.${member}; FIDELITY.md lists what it supports.`);
}

function range(member: string, value: number | undefined, least: number, most: number): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= most))
    throw invalid(`${member} must be a whole number from ${least} to ${most}.`);
}

function isFunction(service: string, resource: string): boolean {
  return service === "lambda" && resource.startsWith("function:");
}

function isBus(service: string, resource: string): boolean {
  return service === "events" && resource.startsWith("event-bus/");
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
