import { describe, expect, it } from "vitest";
import { found, resource } from "./refusals-fixture.ts";

const long = (length: number, character = "a") => character.repeat(length);
const list = (length: number, member: unknown = "x") => Array.from({ length }, () => member);
const role = "arn:aws:iam::000000000000:role/r";

/** Inputs that AWS takes, and the same with one value that it refuses, by its page. */
type Case = readonly [type: string, path: string, taken: readonly unknown[], refused: readonly unknown[]];
const cases: readonly Case[] = [
  ["aws:sqs/queue:Queue", "name", [long(80), "a_-B.fifo"], ["a.b", "", "a b", ".fifo"]],
  ["aws:sqs/queue:Queue", "delaySeconds", [0, 900], [-1, 901, 1.5]],
  ["aws:sqs/queue:Queue", "maxMessageSize", [1_024, 1_048_576], [1_023, 1_048_577]],
  ["aws:sqs/queue:Queue", "messageRetentionSeconds", [60, 1_209_600], [59, 1_209_601]],
  ["aws:sqs/queue:Queue", "receiveWaitTimeSeconds", [0, 20], [21]],
  ["aws:sqs/queue:Queue", "visibilityTimeoutSeconds", [0, 43_200], [43_201]],
  ["aws:sqs/queue:Queue", "kmsDataKeyReusePeriodSeconds", [60, 86_400], [59, 86_401]],
  ["aws:sqs/queue:Queue", "redrivePolicy.maxReceiveCount", [1, 1_000], [0, 1_001]],
  ["aws:sqs/queue:Queue", "redriveAllowPolicy.sourceQueueArns", [list(10)], [list(11)]],
  ["aws:cloudwatch/eventBus:EventBus", "name", ["a/b.c-d_E", long(256)], ["a b", "a:b"]],
  ["aws:cloudwatch/eventArchive:EventArchive", "name", [long(48), "a.b-c_d"], ["a/b"]],
  ["aws:cloudwatch/eventArchive:EventArchive", "retentionDays", [0, 400], [-1]],
  ["aws:cloudwatch/eventRule:EventRule", "name", [long(64), "a.b-c_D"], ["a/b", "a b"]],
  ["aws:cloudwatch/eventRule:EventRule", "description", [long(512)], [long(513)]],
  [
    "aws:cloudwatch/eventRule:EventRule",
    "scheduleExpression",
    ["", "rate(1 day)", "rate(10 minutes)", "cron(0 12 ? * MON-FRI *)", "cron(0/5 8 L * ? 2026)"],
    ["rate(1 days)", "rate(5 minute)", "rate(0 minutes)", "rate(1 week)", "cron(0 3 * * * *)", "cron(0 3 ? * ? *)"],
  ],
  ["aws:cloudwatch/eventRule:EventRule", "state", ["ENABLED", "DISABLED"], ["enabled"]],
  ["aws:cloudwatch/eventTarget:EventTarget", "targetId", [long(64)], ["a b"]],
  ["aws:cloudwatch/eventTarget:EventTarget", "input", [long(8_192)], [long(8_193)]],
  ["aws:cloudwatch/eventTarget:EventTarget", "inputTransformer.inputTemplate", [long(8_192)], [long(8_193)]],
  ["aws:cloudwatch/eventTarget:EventTarget", "inputTransformer.inputPaths", [list(100)], [list(101)]],
  ["aws:cloudwatch/eventTarget:EventTarget", "retryPolicy.maximumEventAgeInSeconds", [60, 86_400], [59, 86_401]],
  ["aws:cloudwatch/eventTarget:EventTarget", "retryPolicy.maximumRetryAttempts", [0, 185], [-1, 186]],
  ["aws:pipes/pipe:Pipe", "name", [long(64)], ["a/b"]],
  ["aws:pipes/pipe:Pipe", "roleArn", [role], ["r"]],
  ["aws:pipes/pipe:Pipe", "sourceParameters.filterCriteria.filters", [list(5, {})], [list(6, {})]],
  ["aws:pipes/pipe:Pipe", "sourceParameters.dynamodbStreamParameters.batchSize", [1, 10_000], [0, 10_001]],
  ["aws:pipes/pipe:Pipe", "sourceParameters.dynamodbStreamParameters.parallelizationFactor", [1, 10], [0, 11]],
  [
    "aws:pipes/pipe:Pipe",
    "sourceParameters.dynamodbStreamParameters.maximumRecordAgeInSeconds",
    [-1, 60, 604_800],
    [59, 604_801],
  ],
  ["aws:pipes/pipe:Pipe", "sourceParameters.dynamodbStreamParameters.startingPosition", ["LATEST"], ["AT_TIMESTAMP"]],
  ["aws:lambda/function:Function", "name", [long(64), "a-b_C"], ["a.b"]],
  ["aws:lambda/function:Function", "memorySize", [128, 10_240], [127, 10_241]],
  ["aws:lambda/function:Function", "timeout", [1, 900], [0, 901]],
  ["aws:lambda/function:Function", "handler", [long(128)], [long(129), "a b"]],
  ["aws:lambda/function:Function", "role", [role], ["r", "arn:aws:iam::1:role/r"]],
  ["aws:lambda/function:Function", "layers", [list(5)], [list(6)]],
  ["aws:lambda/function:Function", "reservedConcurrentExecutions", [-1, 0, 100], [-2]],
  ["aws:lambda/function:Function", "ephemeralStorage.size", [512, 10_240], [511, 10_241]],
  ["aws:lambda/function:Function", "architectures", [["arm64"]], [["arm"], ["arm64", "x86_64"]]],
  ["aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "maximumRetryAttempts", [0, 2], [3]],
  [
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    "maximumEventAgeInSeconds",
    [60, 21_600],
    [59, 21_601],
  ],
  ["aws:lambda/functionUrl:FunctionUrl", "authorizationType", ["NONE", "AWS_IAM"], ["IAM"]],
  ["aws:lambda/permission:Permission", "statementId", [long(100)], [long(101), "a b"]],
  ["aws:lambda/permission:Permission", "action", ["lambda:InvokeFunction", "*"], ["sqs:SendMessage"]],
  ["aws:lambda/eventSourceMapping:EventSourceMapping", "batchSize", [1, 10_000], [0, 10_001]],
  ["aws:lambda/eventSourceMapping:EventSourceMapping", "maximumBatchingWindowInSeconds", [0, 300], [301]],
  ["aws:lambda/eventSourceMapping:EventSourceMapping", "parallelizationFactor", [1, 10], [0, 11]],
  [
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    "maximumRecordAgeInSeconds",
    [-1, 60, 604_800],
    [0, 59, 604_801],
  ],
  ["aws:lambda/eventSourceMapping:EventSourceMapping", "maximumRetryAttempts", [-1, 0, 10_000], [-2, 10_001]],
  ["aws:lambda/eventSourceMapping:EventSourceMapping", "scalingConfig.maximumConcurrency", [2, 1_000], [1, 1_001]],
  [
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    "functionResponseTypes",
    [["ReportBatchItemFailures"]],
    [["Report"]],
  ],
  ["aws:lambda/eventSourceMapping:EventSourceMapping", "filterCriteria.filters", [list(10, {})], [list(11, {})]],
  ["aws:cloudwatch/logGroup:LogGroup", "name", ["/aws/lambda/a_b#c", long(512)], ["a b", "a:b"]],
  ["aws:cloudwatch/logGroup:LogGroup", "retentionInDays", [0, 1, 14, 400, 3_653], [2, 31, 4_000]],
  ["aws:cloudwatch/metricAlarm:MetricAlarm", "period", [10, 20, 30, 60, 3_600], [0, 15, 61, 90]],
  ["aws:cloudwatch/metricAlarm:MetricAlarm", "alarmActions", [list(5)], [list(6)]],
  ["aws:cloudwatch/metricAlarm:MetricAlarm", "comparisonOperator", ["GreaterThanThreshold"], [">"]],
  ["aws:cloudwatch/metricAlarm:MetricAlarm", "treatMissingData", ["notBreaching"], ["not_breaching"]],
  ["aws:cloudwatch/metricAlarm:MetricAlarm", "dimensions", [list(30)], [list(31)]],
  ["aws:kms/key:Key", "deletionWindowInDays", [7, 30], [6, 31]],
  ["aws:kms/key:Key", "rotationPeriodInDays", [90, 2_560], [89, 2_561]],
  ["aws:kms/alias:Alias", "name", ["alias/a/b-c_d"], ["a", "alias/aws/sqs", "alias/a b"]],
  ["aws:iam/role:Role", "name", [long(64), "a+=,.@-_"], ["a/b"]],
  ["aws:iam/role:Role", "maxSessionDuration", [3_600, 43_200], [3_599, 43_201]],
  ["aws:iam/role:Role", "path", ["/", "/a/b/"], ["a", "/a"]],
  [
    "aws:s3/bucket:Bucket",
    "bucket",
    ["abc", "a.b-1", long(63)],
    ["ab", "Abc", "a..b", "a_b", "-ab", "192.168.0.1", "xn--a", "a-s3alias"],
  ],
  ["aws:s3/bucketVersioning:BucketVersioning", "versioningConfiguration.status", ["Enabled"], ["On"]],
  ["aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "rules", [list(1_000, {})], [list(1_001, {})]],
  ["aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "rules.0.expiration.days", [1], [-1]],
  ["aws:dynamodb/table:Table", "name", ["abc", "a.b-c_d", long(255)], ["ab", "a/b"]],
  ["aws:dynamodb/table:Table", "billingMode", ["PAY_PER_REQUEST"], ["ON_DEMAND"]],
  ["aws:dynamodb/table:Table", "ttl.attributeName", [long(255)], [long(256)]],
  ["aws:dynamodb/table:Table", "pointInTimeRecovery.recoveryPeriodInDays", [1, 35], [0, 36]],
  ["aws:cloudtrail/trail:Trail", "name", ["a-b_c.d", long(128)], ["ab", "a--b", "-ab", "a b", "192.168.5.4"]],
  ["aws-native:healthlake:FhirDatastore", "datastoreName", ["clinic é 1", long(256)], ["a#b"]],
  ["aws-native:healthlake:FhirDatastore", "datastoreTypeVersion", ["R4"], ["R5"]],
];

/** Inputs that have a value at a path. */
const having = (path: string, value: unknown): object =>
  path.split(".").reduceRight<unknown>((held, key) => (key === "0" ? [held] : { [key]: held }), value) as object;

/** What other rules say about a resource that has nothing but one input. */
const besides = /threshold$|^(fifo-mismatch|stream-not-enabled|source-settings-refused|table-keys-differ) /;
const limitsOf = (type: string, path: string, value: unknown) =>
  found(resource(type, having(path, value))).filter(one => !besides.test(one));

describe.each(cases)("%s %s", (type, path, taken, refused) => {
  it("is taken up to its limits", () => {
    for (const value of taken) expect({ value, found: limitsOf(type, path, value) }).toEqual({ value, found: [] });
  });

  it("is refused beyond them, by its path", () => {
    for (const value of refused)
      expect({ value, found: limitsOf(type, path, value) }).toEqual({
        value,
        found: [expect.stringMatching(new RegExp(`^property-refused ${path}(\\.|$)`))],
      });
  });
});

it.each([
  ["aws:cloudwatch/eventRule:EventRule", "name", 64],
  ["aws:cloudwatch/eventTarget:EventTarget", "targetId", 64],
  ["aws:cloudwatch/eventArchive:EventArchive", "name", 48],
  ["aws:cloudwatch/eventBus:EventBus", "name", 256],
  ["aws:pipes/pipe:Pipe", "name", 64],
  ["aws:s3/bucket:Bucket", "bucket", 63],
  ["aws:lambda/function:Function", "name", 64],
  ["aws:sqs/queue:Queue", "name", 80],
  ["aws:dynamodb/table:Table", "name", 255],
  ["aws:iam/role:Role", "name", 64],
  ["aws:cloudwatch/metricAlarm:MetricAlarm", "name", 255],
  ["aws:cloudwatch/logGroup:LogGroup", "name", 512],
  ["aws:cloudtrail/trail:Trail", "name", 128],
  ["aws-native:healthlake:FhirDatastore", "datastoreName", 256],
])("%s has a %s of %i characters at most", (type, input, most) => {
  expect(limitsOf(type, input, long(most))).toEqual([]);
  expect(limitsOf(type, input, long(most + 1))).toEqual([`name-too-long ${input}`]);
});
