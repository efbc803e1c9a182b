import { parsePolicy } from "@tributary/iam-policy/parse-policy";
import type { Policy } from "@tributary/iam-policy/policy";

const logs = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

/**
 * What policies that AWS manages allow, on every resource, by their path and name: those that SST attaches, and those that a
 * role of a function, a pipe or a rule commonly has.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  AdministratorAccess: ["*"],
  AmazonS3FullAccess: ["s3:*", "s3-object-lambda:*"],
  AmazonS3ReadOnlyAccess: [
    ...["s3:Get*", "s3:List*", "s3:Describe*", "s3-object-lambda:Get*", "s3-object-lambda:List*"],
  ],
  AmazonSQSFullAccess: ["sqs:*"],
  AmazonSQSReadOnlyAccess: [
    ...["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListDeadLetterSourceQueues", "sqs:ListQueues"],
    ...["sqs:ListMessageMoveTasks", "sqs:ListQueueTags"],
  ],
  AWSXRayDaemonWriteAccess: [
    ...["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"],
    "xray:GetSamplingStatisticSummaries",
  ],
  "service-role/AWSLambdaBasicDurableExecutionRolePolicy": [
    ...logs,
    ...["lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"],
  ],
  "service-role/AWSLambdaBasicExecutionRole": logs,
  "service-role/AWSLambdaDynamoDBExecutionRole": [
    ...["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"],
    ...logs,
  ],
  "service-role/AWSLambdaKinesisExecutionRole": [
    ...["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator"],
    ...["kinesis:ListShards", "kinesis:ListStreams", "kinesis:SubscribeToShard"],
    ...logs,
  ],
  "service-role/AWSLambdaRole": ["lambda:InvokeFunction"],
  "service-role/AWSLambdaSQSQueueExecutionRole": [
    ...["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
    ...logs,
  ],
  "service-role/AWSLambdaVPCAccessExecutionRole": [
    ...logs,
    ...["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
    ...["ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"],
  ],
};

/** The policy of AWS that an ARN names (`arn:aws:iam::aws:policy/AdministratorAccess`); undefined where it is not known here. */
export function managedPolicy(arn: string): Policy | undefined {
  const [, name = ""] = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn) ?? [];
  const actions = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
  if (actions === undefined) return undefined;
  const Statement = { Effect: "Allow", Action: actions, Resource: "*" };
  return parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement }), { name: arn, kind: "identity" });
}
