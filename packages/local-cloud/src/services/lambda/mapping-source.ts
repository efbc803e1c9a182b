import { parseArn } from "../../kernel/arn.ts";
import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import { streamExists } from "../dynamodb/stream-log.ts";
import { describeQueue } from "../sqs/queue.ts";
import { type FunctionConfiguration, requireFunction } from "./function-store.ts";
import { invalidParameter } from "./validate.ts";

/** The kinds of source that a mapping may read. */
export type SourceKind = "dynamodb" | "sqs";

/** The kind of an event source; others are refused. */
export function sourceKind(eventSourceArn: string | undefined): SourceKind {
  const arn = parseArn(eventSourceArn ?? "");
  if (arn?.service === "sqs") return "sqs";
  if (arn?.service === "dynamodb" && arn.resource.includes("/stream/")) return "dynamodb";
  throw invalidParameter(
    arn
      ? "Unrecognized event source: the local cloud supports DynamoDB streams and SQS queues; see FIDELITY.md."
      : "Unrecognized event source.",
  );
}

/** The function of a mapping. AWS refuses a missing one as an invalid parameter here, unlike elsewhere. */
export function mappedFunction(context: CloudContext, nameOrArn: string): FunctionConfiguration {
  try {
    return requireFunction(context, nameOrArn).configuration;
  } catch (error) {
    if (error instanceof AwsError && error.code === "ResourceNotFoundException")
      throw invalidParameter("Function does not exist");
    throw error;
  }
}

/**
 * Refuses a source that does not exist, or that the function cannot keep up with, in AWS's words as its users quote them.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export function checkSource(
  context: CloudContext,
  sourceArn: string,
  settings: { readonly MaximumBatchingWindowInSeconds: number },
  { Timeout }: FunctionConfiguration,
): void {
  if (sourceKind(sourceArn) === "dynamodb") {
    if (!streamExists(context, sourceArn)) throw invalidParameter(`Stream not found: ${sourceArn}`);
    return;
  }
  const queue = describeQueue(context, sourceArn);
  if (!queue)
    throw invalidParameter(
      "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.",
    );
  if (queue.fifo && settings.MaximumBatchingWindowInSeconds > 0)
    throw invalidParameter("Batching window is not supported for FIFO queues");
  if (queue.visibilityTimeout < Timeout)
    throw invalidParameter(
      `Queue visibility timeout: ${queue.visibilityTimeout} seconds is less than Function timeout: ${Timeout} seconds`,
    );
}
