import type { Constraint, ServiceConstraints } from "../../models/constraint.ts";

const NAME = "[\\.\\-_A-Za-z0-9]+";
const named = (mostLength: number, pattern = NAME): Constraint => ({ pattern, leastLength: 1, mostLength });

const RULE = named(64);
const ARCHIVE = named(48);
const REPLAY = named(64);
const BUS = named(256, "[/\\.\\-_A-Za-z0-9]+");
const OWN_BUS = named(256);
const busOrArn = (name: string) =>
  named(1_600, `(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?${name}`);
const ARN = { leastLength: 1, mostLength: 1_600 } satisfies Constraint;
const DESCRIPTION = { mostLength: 512 } satisfies Constraint;

/**
 * Lengths, patterns, words and bounds, from the reference of each operation and structure:
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
 */
export const constraints: ServiceConstraints = {
  members: {
    Name: RULE,
    Rule: RULE,
    "ListRulesRequest.NamePrefix": RULE,
    ArchiveName: ARCHIVE,
    "ListArchivesRequest.NamePrefix": ARCHIVE,
    ReplayName: REPLAY,
    "ListReplaysRequest.NamePrefix": REPLAY,
    "CreateEventBusRequest.Name": BUS,
    "DeleteEventBusRequest.Name": BUS,
    "UpdateEventBusRequest.Name": BUS,
    "ListEventBusesRequest.NamePrefix": BUS,
    "DescribeEventBusRequest.Name": busOrArn(BUS.pattern ?? ""),
    EventBusName: busOrArn(BUS.pattern ?? ""),
    "PutEventsRequestEntry.EventBusName": busOrArn(NAME),
    "PutPermissionRequest.EventBusName": OWN_BUS,
    "RemovePermissionRequest.EventBusName": OWN_BUS,
    Arn: ARN,
    RoleArn: ARN,
    TargetArn: ARN,
    ResourceARN: ARN,
    EventSourceArn: {
      ...ARN,
      pattern: "^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:([0-9]{12})?:.+\\/.+$",
    },
    FilterArns: { values: ARN },
    Description: DESCRIPTION,
    "CreateArchiveRequest.Description": { ...DESCRIPTION, pattern: ".*" },
    "UpdateArchiveRequest.Description": { ...DESCRIPTION, pattern: ".*" },
    "StartReplayRequest.Description": { ...DESCRIPTION, pattern: ".*" },
    EventPattern: { mostLength: 4_096 },
    ScheduleExpression: { mostLength: 256 },
    RetentionDays: { least: 0 },
    KmsKeyIdentifier: { mostLength: 2_048, pattern: "^[a-zA-Z0-9_\\-/:]*$" },
    IncludeDetail: { words: ["NONE", "FULL"] },
    Level: { words: ["OFF", "ERROR", "INFO", "TRACE"] },
    "PutRuleRequest.State": { words: ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"] },
    "ListArchivesRequest.State": {
      words: ["ENABLED", "DISABLED", "CREATING", "UPDATING", "CREATE_FAILED", "UPDATE_FAILED"],
    },
    "ListReplaysRequest.State": {
      words: ["STARTING", "RUNNING", "CANCELLING", "COMPLETED", "CANCELLED", "FAILED"],
    },
    Limit: { least: 1, most: 100 },
    NextToken: { leastLength: 1, mostLength: 2_048 },
    "Tag.Key": { leastLength: 1, mostLength: 128 },
    "Tag.Value": { mostLength: 256 },
    TagKeys: { values: { leastLength: 1, mostLength: 128 } },
    Targets: { leastLength: 1, mostLength: 100 },
    "Target.Id": RULE,
    Ids: { leastLength: 1, mostLength: 100, values: RULE },
    Input: { mostLength: 8_192, isPrivate: true },
    InputPath: { mostLength: 256 },
    InputPathsMap: {
      mostLength: 100,
      keys: { leastLength: 1, mostLength: 256, pattern: "[A-Za-z0-9\\_\\-]+" },
      values: { mostLength: 256 },
    },
    InputTemplate: { leastLength: 1, mostLength: 8_192, isPrivate: true },
    "SqsParameters.MessageGroupId": { mostLength: 100 },
    MaximumRetryAttempts: { least: 0, most: 185 },
    MaximumEventAgeInSeconds: { least: 60, most: 86_400 },
    "PutEventsRequest.Entries": { leastLength: 1, mostLength: 10 },
    TraceHeader: { leastLength: 1, mostLength: 500 },
    Resources: { values: { mostLength: 2_048 }, isPrivate: true },
    "PutPermissionRequest.Action": { leastLength: 1, mostLength: 64, pattern: "events:[a-zA-Z]+" },
    Principal: { leastLength: 1, mostLength: 12, pattern: "(\\d{12}|\\*)" },
    StatementId: { leastLength: 1, mostLength: 64, pattern: "[a-zA-Z0-9-_]+" },
  },
  orders: {},
  unsupported: [
    ...["KinesisParameters", "RunCommandParameters", "EcsParameters", "BatchParameters", "HttpParameters"],
    ...["RedshiftDataParameters", "SageMakerPipelineParameters", "AppSyncParameters"],
    ...["PutEventsRequest.EndpointId", "EventSourceName"],
  ],
};
