import { atMost, type Constraint, oneOf, text, whole } from "./constraint.ts";

/** What a type of resource may look like, by the path of an input; `*` is every member of a list or an object. */
export interface TypeLimits {
  readonly page: string;
  /** The input that holds its name. */
  readonly name?: string;
  readonly inputs: Readonly<Record<string, Constraint>>;
}

const docs = "https://docs.aws.amazon.com";
const eventBridge = `${docs}/eventbridge/latest/APIReference`;
const lambda = `${docs}/lambda/latest/api`;
/**
 * A rate in the singular for 1, or six fields of cron, with `?` for one of the two days.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
const schedule =
  /^(?:rate\((?:1 (?:minute|hour|day)|(?!1 )[1-9]\d* (?:minutes|hours|days))\)|cron\(\S+\s+\S+\s+(?:\?\s+\S+\s+(?!\?)\S+|(?!\?)\S+\s+\S+\s+\?)\s+\S+\)|)$/;
const eventName = /^[.\-_A-Za-z0-9]+$/;

const streamOfPipe = (parameters: string): Readonly<Record<string, Constraint>> => ({
  [`sourceParameters.${parameters}.batchSize`]: whole(1, 10_000),
  [`sourceParameters.${parameters}.maximumBatchingWindowInSeconds`]: whole(0, 300),
  [`sourceParameters.${parameters}.parallelizationFactor`]: whole(1, 10),
  [`sourceParameters.${parameters}.maximumRecordAgeInSeconds`]: whole(60, 604_800, -1),
  [`sourceParameters.${parameters}.maximumRetryAttempts`]: whole(0, 10_000, -1),
  [`sourceParameters.${parameters}.onPartialBatchItemFailure`]: oneOf("AUTOMATIC_BISECT"),
});

/** Names, lengths, patterns, enums and ranges that AWS documents, by Pulumi type. */
export const limits: Readonly<Record<string, TypeLimits>> = {
  "aws:sqs/queue:Queue": {
    page: `${docs}/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html`,
    name: "name",
    inputs: {
      name: text(1, 80, /^[A-Za-z0-9_-]+(\.fifo)?$/),
      delaySeconds: whole(0, 900),
      maxMessageSize: whole(1_024, 1_048_576),
      messageRetentionSeconds: whole(60, 1_209_600),
      receiveWaitTimeSeconds: whole(0, 20),
      visibilityTimeoutSeconds: whole(0, 43_200),
      kmsDataKeyReusePeriodSeconds: whole(60, 86_400),
      deduplicationScope: oneOf("messageGroup", "queue"),
      fifoThroughputLimit: oneOf("perQueue", "perMessageGroupId"),
      "redrivePolicy.maxReceiveCount": whole(1, 1_000),
      "redriveAllowPolicy.redrivePermission": oneOf("allowAll", "denyAll", "byQueue"),
      "redriveAllowPolicy.sourceQueueArns": atMost(10),
    },
  },
  "aws:cloudwatch/eventBus:EventBus": {
    page: `${eventBridge}/API_CreateEventBus.html`,
    name: "name",
    inputs: { name: text(1, 256, /^[/.\-_A-Za-z0-9]+$/), description: text(0, 512), kmsKeyIdentifier: text(0, 2_048) },
  },
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": {
    page: `${docs}/eventbridge/latest/userguide/eb-quota.html`,
    inputs: { policy: text(1, 10_240) },
  },
  "aws:cloudwatch/eventArchive:EventArchive": {
    page: `${eventBridge}/API_CreateArchive.html`,
    name: "name",
    inputs: {
      name: text(1, 48, eventName),
      description: text(0, 512),
      eventPattern: text(0, 4_096),
      retentionDays: whole(0, 2_147_483_647),
    },
  },
  "aws:cloudwatch/eventRule:EventRule": {
    page: `${eventBridge}/API_PutRule.html`,
    name: "name",
    inputs: {
      name: text(1, 64, eventName),
      description: text(0, 512),
      eventPattern: text(0, 4_096),
      scheduleExpression: text(0, 256, schedule),
      roleArn: text(1, 1_600),
      state: oneOf("ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"),
    },
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    page: `${eventBridge}/API_Target.html`,
    name: "targetId",
    inputs: {
      targetId: text(1, 64, eventName),
      arn: text(1, 1_600),
      roleArn: text(1, 1_600),
      input: text(0, 8_192),
      inputPath: text(0, 256),
      "inputTransformer.inputPaths": atMost(100),
      "inputTransformer.inputTemplate": text(1, 8_192),
      "retryPolicy.maximumEventAgeInSeconds": whole(60, 86_400),
      "retryPolicy.maximumRetryAttempts": whole(0, 185),
    },
  },
  "aws:pipes/pipe:Pipe": {
    page: `${docs}/eventbridge/latest/pipes-reference/API_CreatePipe.html`,
    name: "name",
    inputs: {
      name: text(1, 64, eventName),
      description: text(0, 512),
      desiredState: oneOf("RUNNING", "STOPPED"),
      source: text(1, 1_600),
      target: text(1, 1_600),
      enrichment: text(0, 1_600),
      roleArn: text(1, 1_600, /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z0-9+=,.@\-_/]+$/),
      "sourceParameters.filterCriteria.filters": atMost(5),
      "sourceParameters.filterCriteria.filters.*.pattern": text(0, 4_096),
      "sourceParameters.sqsQueueParameters.batchSize": whole(1, 10_000),
      "sourceParameters.sqsQueueParameters.maximumBatchingWindowInSeconds": whole(0, 300),
      "sourceParameters.dynamodbStreamParameters.startingPosition": oneOf("TRIM_HORIZON", "LATEST"),
      "sourceParameters.kinesisStreamParameters.startingPosition": oneOf("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"),
      ...streamOfPipe("dynamodbStreamParameters"),
      ...streamOfPipe("kinesisStreamParameters"),
      "enrichmentParameters.inputTemplate": text(0, 8_192),
      "targetParameters.inputTemplate": text(0, 8_192),
      "targetParameters.eventbridgeEventBusParameters.detailType": text(1, 128),
      "targetParameters.eventbridgeEventBusParameters.source": text(1, 256),
      "targetParameters.sqsQueueParameters.messageGroupId": text(0, 100),
      "targetParameters.sqsQueueParameters.messageDeduplicationId": text(0, 100),
    },
  },
  "aws:lambda/function:Function": {
    page: `${lambda}/API_CreateFunction.html`,
    name: "name",
    inputs: {
      name: text(1, 64, /^[a-zA-Z0-9-_]+$/),
      description: text(0, 256),
      handler: text(0, 128, /^\S*$/),
      memorySize: whole(128, 10_240),
      timeout: whole(1, 900),
      role: text(1, 2_048, /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/),
      architectures: atMost(1),
      "architectures.*": oneOf("x86_64", "arm64"),
      packageType: oneOf("Zip", "Image"),
      layers: atMost(5),
      reservedConcurrentExecutions: whole(0, 2_147_483_647, -1),
      "ephemeralStorage.size": whole(512, 10_240),
      "tracingConfig.mode": oneOf("Active", "PassThrough"),
      "loggingConfig.logFormat": oneOf("JSON", "Text"),
      "loggingConfig.applicationLogLevel": oneOf("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"),
      "loggingConfig.systemLogLevel": oneOf("DEBUG", "INFO", "WARN"),
      "loggingConfig.logGroup": text(1, 512, /^[.\-_/#A-Za-z0-9]+$/),
    },
  },
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    page: `${lambda}/API_PutFunctionEventInvokeConfig.html`,
    inputs: { maximumRetryAttempts: whole(0, 2), maximumEventAgeInSeconds: whole(60, 21_600) },
  },
  "aws:lambda/functionUrl:FunctionUrl": {
    page: `${lambda}/API_CreateFunctionUrlConfig.html`,
    inputs: { authorizationType: oneOf("NONE", "AWS_IAM"), invokeMode: oneOf("BUFFERED", "RESPONSE_STREAM") },
  },
  "aws:lambda/permission:Permission": {
    page: `${lambda}/API_AddPermission.html`,
    inputs: {
      statementId: text(1, 100, /^[a-zA-Z0-9-_]+$/),
      action: text(1, 64, /^(lambda:(\*|[a-zA-Z]+)|\*)$/),
      functionUrlAuthType: oneOf("NONE", "AWS_IAM"),
    },
  },
  "aws:lambda/eventSourceMapping:EventSourceMapping": {
    page: `${lambda}/API_CreateEventSourceMapping.html`,
    inputs: {
      batchSize: whole(1, 10_000),
      maximumBatchingWindowInSeconds: whole(0, 300),
      parallelizationFactor: whole(1, 10),
      maximumRecordAgeInSeconds: whole(60, 604_800, -1),
      maximumRetryAttempts: whole(0, 10_000, -1),
      tumblingWindowInSeconds: whole(0, 900),
      startingPosition: oneOf("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"),
      "scalingConfig.maximumConcurrency": whole(2, 1_000),
      functionResponseTypes: atMost(1),
      "functionResponseTypes.*": oneOf("ReportBatchItemFailures"),
      "filterCriteria.filters": atMost(10),
      "filterCriteria.filters.*.pattern": text(0, 4_096),
    },
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    page: `${docs}/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html`,
    name: "name",
    inputs: {
      name: text(1, 512, /^[.\-_/#A-Za-z0-9]+$/),
      // Pulumi's 0 is no retention policy: the logs are kept for ever.
      retentionInDays: oneOf(
        ...[0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922, 3_288],
        3_653,
      ),
      logGroupClass: oneOf("STANDARD", "INFREQUENT_ACCESS", "DELIVERY"),
    },
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    page: `${docs}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html`,
    name: "name",
    inputs: {
      name: text(1, 255),
      alarmDescription: text(0, 1_024),
      evaluationPeriods: whole(1, 604_800),
      datapointsToAlarm: whole(1, 604_800),
      comparisonOperator: oneOf(
        "GreaterThanOrEqualToThreshold",
        "GreaterThanThreshold",
        "LessThanThreshold",
        "LessThanOrEqualToThreshold",
        "LessThanLowerOrGreaterThanUpperThreshold",
        "LessThanLowerThreshold",
        "GreaterThanUpperThreshold",
      ),
      statistic: oneOf("SampleCount", "Average", "Sum", "Minimum", "Maximum"),
      treatMissingData: oneOf("breaching", "notBreaching", "ignore", "missing"),
      metricName: text(1, 255),
      namespace: text(1, 255, /^[^:]/),
      dimensions: atMost(30),
      alarmActions: atMost(5),
      okActions: atMost(5),
      insufficientDataActions: atMost(5),
    },
  },
  "aws:kms/key:Key": {
    page: `${docs}/kms/latest/APIReference/API_CreateKey.html`,
    inputs: {
      description: text(0, 8_192),
      deletionWindowInDays: whole(7, 30),
      rotationPeriodInDays: whole(90, 2_560),
      policy: text(1, 32_768),
      keyUsage: oneOf("ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"),
    },
  },
  "aws:kms/alias:Alias": {
    page: `${docs}/kms/latest/APIReference/API_CreateAlias.html`,
    name: "name",
    inputs: { name: text(1, 256, /^alias\/(?!aws\/)[a-zA-Z0-9/_-]+$/) },
  },
  "aws:iam/role:Role": {
    page: `${docs}/IAM/latest/APIReference/API_CreateRole.html`,
    name: "name",
    inputs: {
      name: text(1, 64, /^[\w+=,.@-]+$/),
      path: text(1, 512, /^(\/|\/[\u0021-\u007F]+\/)$/),
      description: text(0, 1_000),
      maxSessionDuration: whole(3_600, 43_200),
      managedPolicyArns: atMost(20),
      "inlinePolicies.*.name": text(1, 128, /^[\w+=,.@-]+$/),
    },
  },
  "aws:s3/bucket:Bucket": {
    page: `${docs}/AmazonS3/latest/userguide/bucketnamingrules.html`,
    name: "bucket",
    inputs: {
      bucket: text(
        3,
        63,
        /^(?!\d+\.\d+\.\d+\.\d+$)(?!xn--|sthree-|amzn-s3-demo-)(?!.*\.\.)(?!.*(-s3alias|--ols-s3|\.mrap|--x-s3|--table-s3)$)[a-z0-9][a-z0-9.-]*[a-z0-9]$/,
      ),
    },
  },
  "aws:s3/bucketVersioning:BucketVersioning": {
    page: `${docs}/AmazonS3/latest/API/API_PutBucketVersioning.html`,
    // Pulumi's Disabled makes no request.
    inputs: { "versioningConfiguration.status": oneOf("Enabled", "Suspended", "Disabled") },
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    page: `${docs}/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html`,
    inputs: {
      rules: atMost(1_000),
      "rules.*.id": text(0, 255),
      "rules.*.status": oneOf("Enabled", "Disabled"),
      "rules.*.expiration.days": whole(1, 2_147_483_647, 0),
      "rules.*.noncurrentVersionExpiration.noncurrentDays": whole(1, 2_147_483_647),
      "rules.*.noncurrentVersionExpiration.newerNoncurrentVersions": whole(1, 100),
      "rules.*.abortIncompleteMultipartUpload.daysAfterInitiation": whole(1, 2_147_483_647),
    },
  },
  "aws:s3/bucketPolicy:BucketPolicy": {
    page: `${docs}/AmazonS3/latest/userguide/bucket-policies.html`,
    inputs: { policy: text(1, 20_480) },
  },
  "aws:dynamodb/table:Table": {
    page: `${docs}/amazondynamodb/latest/APIReference/API_CreateTable.html`,
    name: "name",
    inputs: {
      name: text(3, 255, /^[a-zA-Z0-9_.-]+$/),
      billingMode: oneOf("PROVISIONED", "PAY_PER_REQUEST"),
      tableClass: oneOf("STANDARD", "STANDARD_INFREQUENT_ACCESS"),
      "attributes.*.name": text(1, 255),
      "attributes.*.type": oneOf("S", "N", "B"),
      "globalSecondaryIndexes.*.name": text(3, 255, /^[a-zA-Z0-9_.-]+$/),
      "globalSecondaryIndexes.*.projectionType": oneOf("ALL", "KEYS_ONLY", "INCLUDE"),
      "globalSecondaryIndexes.*.nonKeyAttributes": atMost(20),
      localSecondaryIndexes: atMost(5),
      "localSecondaryIndexes.*.name": text(3, 255, /^[a-zA-Z0-9_.-]+$/),
      "localSecondaryIndexes.*.projectionType": oneOf("ALL", "KEYS_ONLY", "INCLUDE"),
      "localSecondaryIndexes.*.nonKeyAttributes": atMost(20),
      "ttl.attributeName": text(0, 255),
      "pointInTimeRecovery.recoveryPeriodInDays": whole(1, 35),
    },
  },
  "aws:cloudtrail/trail:Trail": {
    page: `${docs}/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html`,
    name: "name",
    inputs: {
      name: text(3, 128, /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*[._-][._-])[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]$/),
      s3KeyPrefix: text(0, 200),
    },
  },
  "aws-native:healthlake:FhirDatastore": {
    page: `${docs}/healthlake/latest/APIReference/API_CreateFHIRDatastore.html`,
    name: "datastoreName",
    inputs: {
      datastoreName: text(1, 256, /^[\p{L}\p{Z}\p{N}_.:/=+\-%@]*$/u),
      datastoreTypeVersion: oneOf("R4"),
      "sseConfiguration.kmsEncryptionConfig.cmkType": oneOf("CUSTOMER_MANAGED_KMS_KEY", "AWS_OWNED_KMS_KEY"),
      "preloadDataConfig.preloadDataType": oneOf("SYNTHEA"),
    },
  },
};
