import type { Constraint, ServiceConstraints } from "../../models/constraint.ts";

const REGION = "([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?";
const QUALIFIER = "(:(\\$LATEST|[a-zA-Z0-9-_]+))?";
const functionName = (letters: string) =>
  `(arn:(aws[a-zA-Z-]*)?:lambda:)?${REGION}(\\d{12}:)?(function:)?([${letters}]+)${QUALIFIER}`;

/** Of operations that change a function. */
const NAME = { pattern: functionName("a-zA-Z0-9-_"), leastLength: 1, mostLength: 140 } satisfies Constraint;
/** Of operations that read or run it. */
const NAME_TO_READ = { pattern: functionName("a-zA-Z0-9-_\\."), leastLength: 1, mostLength: 170 } satisfies Constraint;
const ARN_OF_ANY =
  "arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)";

/** What neither a function nor its runtime here can have. */
const FUNCTION_UNSUPPORTED = [
  ...["ImageConfig", "FileSystemConfigs", "SnapStart", "CapacityProviderConfig", "DurableConfig", "TenancyConfig"],
  ...["Publish", "PublishTo", "VpcConfig", "CodeSigningConfigArn"],
  ...["ZipFile", "S3Bucket", "S3Key", "S3ObjectVersion", "ImageUri", "SourceKMSKeyArn"],
];

const MAPPING_UNSUPPORTED = [
  ...["TumblingWindowInSeconds", "Topics", "Queues", "SourceAccessConfigurations", "SelfManagedEventSource"],
  ...["AmazonManagedKafkaEventSourceConfig", "SelfManagedKafkaEventSourceConfig", "DocumentDBEventSourceConfig"],
  ...["ProvisionedPollerConfig", "StartingPositionTimestamp"],
  ...["CreateEventSourceMappingRequest", "UpdateEventSourceMappingRequest"].flatMap(structure =>
    ["LoggingConfig", "MetricsConfig"].map(member => `${structure}.${member}`),
  ),
  "CreateEventSourceMappingRequest.Tags",
];

/**
 * Lengths, patterns, words and bounds, from the reference of each operation and structure:
 * https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
 */
export const constraints: ServiceConstraints = {
  members: {
    FunctionName: NAME,
    ...Object.fromEntries(
      ["GetFunctionRequest", "GetFunctionConfigurationRequest", "InvocationRequest"].map(structure => [
        `${structure}.FunctionName`,
        NAME_TO_READ,
      ]),
    ),
    Qualifier: { pattern: "[a-zA-Z0-9$_-]+", leastLength: 1, mostLength: 128 },
    Role: { pattern: "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+" },
    Handler: { pattern: "[^\\s]+", mostLength: 128 },
    "CreateFunctionRequest.Description": { mostLength: 256 },
    "UpdateFunctionConfigurationRequest.Description": { mostLength: 256 },
    Timeout: { least: 1, most: 900 },
    MemorySize: { least: 128, most: 10_240 },
    PackageType: { words: ["Image", "Zip"] },
    Architectures: { leastLength: 1, mostLength: 1, values: { words: ["x86_64", "arm64"] } },
    "EphemeralStorage.Size": { least: 512, most: 10_240 },
    "TracingConfig.Mode": { words: ["Active", "PassThrough"] },
    LogFormat: { words: ["JSON", "Text"] },
    LogGroup: { pattern: "[\\.\\-_/#A-Za-z0-9]+", leastLength: 1, mostLength: 512 },
    ApplicationLogLevel: { words: ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] },
    SystemLogLevel: { words: ["DEBUG", "INFO", "WARN"] },
    TargetArn: { pattern: `(${ARN_OF_ANY})|()` },
    InvocationType: { words: ["Event", "RequestResponse", "DryRun"] },
    LogType: { words: ["None", "Tail"] },
    ReservedConcurrentExecutions: { least: 0, most: 1_000 },
    MaxItems: { least: 1, most: 10_000 },
    "ListFunctionEventInvokeConfigsRequest.MaxItems": { least: 1, most: 50 },
    FunctionVersion: { words: ["ALL"] },
    StatementId: { pattern: "([a-zA-Z0-9-_]+)", leastLength: 1, mostLength: 100 },
    "RemovePermissionRequest.StatementId": { pattern: "([a-zA-Z0-9-_.]+)", leastLength: 1, mostLength: 100 },
    Action: { pattern: "(lambda:[*]|lambda:[a-zA-Z]+|[*])" },
    Principal: { pattern: "[^\\s]+" },
    SourceArn: { pattern: ARN_OF_ANY },
    SourceAccount: { pattern: "\\d{12}" },
    EventSourceToken: { pattern: "[a-zA-Z0-9._\\-]+", mostLength: 256 },
    PrincipalOrgID: { pattern: "o-[a-z0-9]{10,32}", leastLength: 12, mostLength: 34 },
    FunctionUrlAuthType: { words: ["NONE", "AWS_IAM"] },
    AuthType: { words: ["NONE", "AWS_IAM"] },
    InvokeMode: { words: ["BUFFERED", "RESPONSE_STREAM"] },
    "Cors.AllowHeaders": { mostLength: 100, values: { mostLength: 1_024 } },
    "Cors.AllowMethods": { mostLength: 6, values: { mostLength: 6 } },
    "Cors.AllowOrigins": { mostLength: 100, values: { leastLength: 1, mostLength: 253 } },
    "Cors.ExposeHeaders": { mostLength: 100, values: { mostLength: 1_024 } },
    "Cors.MaxAge": { least: 0, most: 86_400 },
    EventSourceArn: { pattern: ARN_OF_ANY },
    BatchSize: { least: 1, most: 10_000 },
    MaximumBatchingWindowInSeconds: { least: 0, most: 300 },
    ParallelizationFactor: { least: 1, most: 10 },
    MaximumRecordAgeInSeconds: { least: -1, most: 604_800 },
    MaximumRetryAttempts: { least: -1, most: 10_000 },
    StartingPosition: { words: ["LATEST", "AT_TIMESTAMP", "TRIM_HORIZON"] },
    MaximumConcurrency: { least: 2, most: 1_000 },
    FunctionResponseTypes: { mostLength: 1, values: { words: ["ReportBatchItemFailures"] } },
    "Filter.Pattern": { mostLength: 4_096 },
    Destination: { pattern: `$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|${ARN_OF_ANY}`, mostLength: 350 },
    "PutFunctionEventInvokeConfigRequest.MaximumRetryAttempts": { least: 0, most: 2 },
    "UpdateFunctionEventInvokeConfigRequest.MaximumRetryAttempts": { least: 0, most: 2 },
    MaximumEventAgeInSeconds: { least: 60, most: 21_600 },
  },
  orders: {},
  unsupported: [
    ...FUNCTION_UNSUPPORTED,
    ...MAPPING_UNSUPPORTED,
    ...["AddPermissionRequest.RevisionId", "RemovePermissionRequest.RevisionId"],
    ...["ClientContext", "DurableExecutionName", "TenantId", "MasterRegion", "FunctionVersion"],
  ],
  // What providers of infrastructure write out of what they do not set.
  emptySaysNothing: true,
};
