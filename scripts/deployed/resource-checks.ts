import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
} from "@aws-sdk/client-eventbridge";
import { DescribeFHIRDatastoreCommand, HealthLakeClient } from "@aws-sdk/client-healthlake";
import { GetEventSourceMappingCommand, GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DescribePipeCommand, PipesClient } from "@aws-sdk/client-pipes";
import { HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";

/** What an account says of a resource, and whether that is as it should be. */
export interface Finding {
  readonly holds: boolean;
  readonly said: object;
}

const [dynamodb, events, lambda, sqs] = [
  new DynamoDBClient(),
  new EventBridgeClient(),
  new LambdaClient(),
  new SQSClient({ useQueueUrlAsEndpoint: false }),
];

/** A rule's id is `<bus>/<rule>`. */
function ruleOf(id: string): { readonly Name: string; readonly EventBusName: string } {
  const at = id.lastIndexOf("/");
  return { Name: id.slice(at + 1), EventBusName: at < 0 ? "default" : id.slice(0, at) };
}

/** By Pulumi type: asks for the resource of a physical id. It reads settings and counts, never content. */
export const resourceChecks: Readonly<Record<string, (id: string) => Promise<Finding>>> = {
  async "aws:dynamodb/table:Table"(TableName) {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    const said = { status: Table?.TableStatus, stream: Table?.StreamSpecification?.StreamViewType };
    return { holds: said.status === "ACTIVE", said };
  },
  async "aws:lambda/function:Function"(FunctionName) {
    const { Configuration: found } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    const said = { state: found?.State, update: found?.LastUpdateStatus, runtime: found?.Runtime };
    return { holds: said.state === "Active" && said.update === "Successful", said };
  },
  async "aws:lambda/eventSourceMapping:EventSourceMapping"(UUID) {
    const { State: state, LastProcessingResult: last } = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
    return { holds: state === "Enabled", said: { state, last } };
  },
  async "aws:sqs/queue:Queue"(QueueUrl) {
    const AttributeNames = ["ApproximateNumberOfMessages" as const, "RedriveAllowPolicy" as const];
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    const waiting = Number(Attributes.ApproximateNumberOfMessages);
    const keepsFailures = /DeadLetters|Undelivered/.test(QueueUrl);
    return { holds: !keepsFailures || waiting === 0, said: { waiting, keepsFailures } };
  },
  async "aws:cloudwatch/eventBus:EventBus"(Name) {
    const { Arn, KmsKeyIdentifier: key } = await events.send(new DescribeEventBusCommand({ Name }));
    return { holds: Arn !== undefined, said: { encrypted: key !== undefined } };
  },
  async "aws:cloudwatch/eventRule:EventRule"(id) {
    const { Name, EventBusName } = ruleOf(id);
    const { State: state } = await events.send(new DescribeRuleCommand({ Name, EventBusName }));
    const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: Name, EventBusName }));
    const said = { state, targets: Targets.length, deadLetters: Targets.filter(each => each.DeadLetterConfig).length };
    return { holds: state === "ENABLED" && Targets.length > 0, said };
  },
  async "aws:pipes/pipe:Pipe"(Name) {
    const { CurrentState: state } = await new PipesClient().send(new DescribePipeCommand({ Name }));
    return { holds: state === "RUNNING", said: { state } };
  },
  async "aws:s3/bucket:Bucket"(Bucket) {
    const { BucketRegion: region } = await new S3Client({ forcePathStyle: true }).send(
      new HeadBucketCommand({ Bucket }),
    );
    return { holds: true, said: { region } };
  },
  async "aws-native:healthlake:FhirDatastore"(DatastoreId) {
    const client = new HealthLakeClient();
    const { DatastoreProperties: found } = await client.send(new DescribeFHIRDatastoreCommand({ DatastoreId }));
    return { holds: found?.DatastoreStatus === "ACTIVE", said: { status: found?.DatastoreStatus } };
  },
};
