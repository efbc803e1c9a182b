import { parseArn } from "../../kernel/arn.ts";
import { AwsError } from "../../kernel/aws-error.ts";
import type { CreatePipeRequest } from "../../models/pipes-types.ts";
import { recordFilter } from "../../polling/filter.ts";
import { readsQueue } from "./pipe-store.ts";

/** Checks a pipe as CreatePipe and UpdatePipe do, beyond what the model says. What is wrong is a `ValidationException`. */
export function checkPipe(pipe: CreatePipeRequest): void {
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
  if (readsQueue(pipe)) checkQueue(pipe);
  else checkStream(pipe);
  try {
    recordFilter(pipe.SourceParameters?.FilterCriteria);
  } catch (cause) {
    throw invalid(`FilterCriteria is not valid: ${cause instanceof Error ? cause.message : ""}`);
  }
}

function checkQueue(pipe: CreatePipeRequest): void {
  const queue = pipe.SourceParameters?.SqsQueueParameters;
  if (pipe.SourceParameters?.DynamoDBStreamParameters) throw invalid("DynamoDBStreamParameters is not for a queue.");
  if ((queue?.BatchSize ?? 10) > 10 && !queue?.MaximumBatchingWindowInSeconds)
    throw invalid("MaximumBatchingWindowInSeconds must be at least 1 when BatchSize is greater than 10.");
}

function checkStream(pipe: CreatePipeRequest): void {
  const stream = pipe.SourceParameters?.DynamoDBStreamParameters;
  if (!stream) throw invalid("A DynamoDB stream needs SourceParameters.DynamoDBStreamParameters.");
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

function isFunction(service: string, resource: string): boolean {
  return service === "lambda" && resource.startsWith("function:");
}

function isBus(service: string, resource: string): boolean {
  return service === "events" && resource.startsWith("event-bus/");
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
