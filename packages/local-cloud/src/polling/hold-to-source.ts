import type { Actor } from "../kernel/actor.ts";
import { parseArn } from "../kernel/arn.ts";
import type { CloudContext } from "../kernel/service.ts";

/**
 * What a mapping or a pipe does as its role to read a source, by the source's service.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html#events-dynamodb-permissions
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html
 */
const needed = {
  sqs: ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"],
  dynamodb: ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"],
} as const;

/** Holds the reading of a queue or a stream to a role: `onDenial` makes the error of the operation that it may not do. */
export function holdToSource(
  context: CloudContext,
  actor: Actor,
  sourceArn: string,
  onDenial: (error: unknown, operation: string) => unknown,
): void {
  const kind = parseArn(sourceArn)?.service === "sqs" ? "sqs" : "dynamodb";
  for (const operation of needed[kind]) {
    try {
      if (kind === "sqs") context.holdToRole(actor, "sqs", operation, { QueueUrl: sourceArn });
      else context.holdToRole(actor, "streams.dynamodb", operation, streamInput(sourceArn));
    } catch (error) {
      throw onDenial(error, operation);
    }
  }
}

/** Names the stream in each way that an operation may. */
function streamInput(arn: string): object {
  return { StreamArn: arn, ShardIterator: `${arn}|`, TableName: arn.split("/")[1] };
}
