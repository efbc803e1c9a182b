import type { Constraint, ServiceConstraints } from "../../models/constraint.ts";

const ARN = "arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-]+):([a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.+)";
const PREFIX = { leastLength: 1, mostLength: 1_600 } satisfies Constraint;
const PATH = "\\$(\\.[\\w/_-]+(\\[(\\d+|\\*)\\])*)*";
const STATE = { words: ["RUNNING", "STOPPED"] } satisfies Constraint;

/**
 * Lengths, patterns, words and bounds, from the reference of each operation and structure:
 * https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_Operations.html
 */
export const constraints: ServiceConstraints = {
  members: {
    Name: { pattern: "[\\.\\-_A-Za-z0-9]+", leastLength: 1, mostLength: 64 },
    "CreatePipeRequest.Source": { ...PREFIX, pattern: `smk://\\S+|${ARN}` },
    Target: { ...PREFIX, pattern: ARN },
    Enrichment: { mostLength: 1_600, pattern: `|${ARN}` },
    "DeadLetterConfig.Arn": { ...PREFIX, pattern: ARN },
    RoleArn: { ...PREFIX, pattern: "arn:(aws[a-zA-Z0-9-]*):iam::\\d{12}:role/?[a-zA-Z0-9+=,.@\\-_/]+" },
    Description: { mostLength: 512 },
    DesiredState: STATE,
    "ListPipesRequest.CurrentState": {
      words: [
        ...["RUNNING", "STOPPED", "CREATING", "UPDATING", "DELETING", "STARTING", "STOPPING", "CREATE_FAILED"],
        ...["UPDATE_FAILED", "START_FAILED", "STOP_FAILED", "DELETE_FAILED", "CREATE_ROLLBACK_FAILED"],
        ...["DELETE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_FAILED"],
      ],
    },
    NamePrefix: { pattern: "[\\.\\-_A-Za-z0-9]+", leastLength: 1, mostLength: 64 },
    SourcePrefix: PREFIX,
    TargetPrefix: PREFIX,
    NextToken: { leastLength: 1, mostLength: 2_048 },
    Limit: { least: 1, most: 100 },
    KmsKeyIdentifier: { mostLength: 2_048 },
    Tags: { leastLength: 1, mostLength: 50, keys: { leastLength: 1, mostLength: 128 }, values: { mostLength: 256 } },
    Filters: { mostLength: 5 },
    "Filter.Pattern": { leastLength: 1, mostLength: 4_096 },
    StartingPosition: { words: ["TRIM_HORIZON", "LATEST"] },
    BatchSize: { least: 1, most: 10_000 },
    MaximumBatchingWindowInSeconds: { least: 0, most: 300 },
    MaximumRecordAgeInSeconds: { least: -1, most: 604_800 },
    MaximumRetryAttempts: { least: -1, most: 10_000 },
    OnPartialBatchItemFailure: { words: ["AUTOMATIC_BISECT"] },
    ParallelizationFactor: { least: 1, most: 10 },
    InputTemplate: { mostLength: 8_192 },
    InvocationType: { words: ["REQUEST_RESPONSE", "FIRE_AND_FORGET"] },
    "PipeTargetEventBridgeEventBusParameters.DetailType": { leastLength: 1, mostLength: 128 },
    "PipeTargetEventBridgeEventBusParameters.Source": {
      pattern: `(?=[/\\.\\-_A-Za-z0-9]+)((?!aws\\.).*)|(${PATH})`,
      leastLength: 1,
      mostLength: 256,
    },
    Resources: { mostLength: 10 },
    "PipeTargetEventBridgeEventBusParameters.Time": { pattern: PATH, leastLength: 1, mostLength: 256 },
    Level: { words: ["OFF", "ERROR", "INFO", "TRACE"] },
  },
  orders: {},
  unsupported: [
    ...["KinesisStreamParameters", "ActiveMQBrokerParameters", "RabbitMQBrokerParameters"],
    ...["ManagedStreamingKafkaParameters", "SelfManagedKafkaParameters"],
    ...["StepFunctionStateMachineParameters", "EcsTaskParameters", "BatchJobParameters", "HttpParameters"],
    ...["RedshiftDataParameters", "SageMakerPipelineParameters", "CloudWatchLogsParameters", "TimestreamParameters"],
    ...["EndpointId", "MessageGroupId", "MessageDeduplicationId"],
  ],
};
