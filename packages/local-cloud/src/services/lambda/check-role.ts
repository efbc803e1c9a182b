import { parseArn } from "../../kernel/arn.ts";
import { AwsError } from "../../kernel/aws-error.ts";
import { mayAct } from "../../kernel/may-act.ts";
import type { CloudContext } from "../../kernel/service.ts";
import { holdToSource } from "../../polling/hold-to-source.ts";
import type { FunctionConfiguration } from "./function-store.ts";
import type { SourceKind } from "./mapping-source.ts";
import { invalidParameter } from "./validate.ts";

/** Refuses a role that does not trust Lambda, in AWS's words. */
export function checkTrust(context: CloudContext, configuration: FunctionConfiguration): void {
  const { Role: role, FunctionName: session, FunctionArn } = configuration;
  const assumed = { by: "lambda.amazonaws.com", for: FunctionArn };
  // To ask who one is takes nothing but the role.
  if (!mayAct(context, { role, session, assumed }, "sts", "GetCallerIdentity", {}))
    throw invalidParameter("The role defined for the function cannot be assumed by Lambda.");
}

/** Refuses dead letters and destinations that the function's role may not send to, in the words that AWS is quoted with. */
export function checkMaySend(
  context: CloudContext,
  { Role: role, FunctionName: session }: FunctionConfiguration,
  destination: string | undefined,
  kind: "dead letters" | "destination",
): void {
  const arn = parseArn(destination ?? "");
  if (destination === undefined || arn === undefined) return;
  const [service, operation, input] =
    arn.service === "s3"
      ? ["s3", "PutObject", { Bucket: arn.resource, Key: "aws/lambda/" }]
      : ["sqs", "SendMessage", { QueueUrl: destination }];
  if (mayAct(context, { role, session }, service, operation, input)) return;
  throw invalidParameter(
    kind === "dead letters"
      ? `The provided execution role does not have permissions to call ${operation} on ${arn.service.toUpperCase()}`
      : `The function's execution role does not have permissions to call ${operation} on ${destination}`,
  );
}

/** Refuses a mapping whose function's role may not read the source, in the words that AWS is quoted with. */
export function checkRole(
  context: CloudContext,
  kind: SourceKind,
  sourceArn: string,
  { Role: role, FunctionName: session }: FunctionConfiguration,
): void {
  holdToSource(context, { role, session }, sourceArn, (error, operation) => {
    if (!(error instanceof AwsError)) return error;
    if (kind === "dynamodb")
      return invalidParameter(
        `Cannot access stream ${sourceArn}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.`,
      );
    if (error.code === "KmsAccessDenied")
      return invalidParameter(
        `Error occurred while ${operation}. SQS Error Code: KMS.AccessDeniedException. SQS Error Message: ${error.message}`,
      );
    return invalidParameter(`The provided execution role does not have permissions to call ${operation} on SQS`);
  });
}
