import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type { FunctionConfiguration } from "./function-store.ts";
import type { SourceKind } from "./mapping-source.ts";
import { invalidParameter } from "./validate.ts";

/**
 * What a mapping does as the role of its function, by the kind of the source.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html#events-dynamodb-permissions
 */
const needed = {
  sqs: ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"],
  dynamodb: ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"],
} as const;

/** Refuses a mapping whose function's role may not read the source, in the words that AWS is quoted with. */
export function checkRole(
  context: CloudContext,
  kind: SourceKind,
  sourceArn: string,
  { Role: role, FunctionName: session }: FunctionConfiguration,
): void {
  for (const operation of needed[kind]) {
    try {
      if (kind === "sqs") context.holdToRole({ role, session }, "sqs", operation, { SourceArn: sourceArn });
      else context.holdToRole({ role, session }, "streams.dynamodb", operation, streamInput(sourceArn));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw invalidParameter(
        kind === "sqs"
          ? `The provided execution role does not have permissions to call ${operation} on SQS`
          : `Cannot access stream ${sourceArn}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.`,
      );
    }
  }
}

/** Names the stream in each way that an operation may. */
function streamInput(arn: string): object {
  return { StreamArn: arn, ShardIterator: `${arn}|`, TableName: arn.split("/")[1] };
}
