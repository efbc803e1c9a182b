/** How a resource type of Pulumi's providers relates to CloudFormation's, for the table of replacements. */
export interface ProviderType {
  readonly cloudFormation: string;
  /** What is lost with a resource of a type that holds data, as the subject of a sentence. */
  readonly holds?: string;
  /** Why it holds data, where the service specification does not say so. */
  readonly because?: string;
  /** Properties that have other names: in CloudFormation → the inputs; none where the provider has no such input. */
  readonly renamed?: Readonly<Record<string, readonly string[]>>;
  /** Where the provider differs from CloudFormation, by input. */
  readonly differs?: Readonly<Record<string, Difference>>;
}

/** What the provider does with one input. */
export interface Difference {
  /** `never`: unlike CloudFormation, it does not replace. The others: see `Replacing` in `replacement-rule.ts`. */
  readonly when: "never" | "changed" | "set" | "left" | "decreased";
  /** What an absent input stands for. */
  readonly absent?: string | boolean;
  /** What a change loses, where the resource itself stays. */
  readonly loses?: string;
  /** Where it says so. */
  readonly source: string;
}

const terraform = (file: string) => `hashicorp/terraform-provider-aws: internal/${file}`;
const forceNew = (file: string, absent?: string | boolean): Difference => ({
  when: "changed",
  ...(absent === undefined ? {} : { absent }),
  source: `${terraform(file)} (ForceNew)`,
});
/** Computed where it is left out, so that leaving it out changes nothing. */
const computed = (file: string, absent?: string | boolean): Difference => ({
  ...forceNew(file, absent),
  when: "set",
  source: `${terraform(file)} (ForceNew, Computed)`,
});
const region: Difference = { when: "set", source: `${terraform("provider/sdkv2/region.go")} (ForceNew, Computed)` };

/** A stream with another view is another stream, and readers of the old one are not told to go on with it. */
const stream: Omit<Difference, "absent"> = {
  when: "left",
  loses: "changes in its stream that nothing has read yet",
  source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html (a new stream descriptor)",
};

/** Types that hold data. `aws-native` takes its inputs and its replacements from CloudFormation as they are. */
const holding: Readonly<Record<string, ProviderType>> = {
  "aws:dynamodb/table:Table": {
    cloudFormation: "AWS::DynamoDB::Table",
    holds: "its items",
    renamed: { TableName: ["name"], KeySchema: ["hashKey", "rangeKey"], ImportSourceSpecification: ["importTable"] },
    differs: {
      importTable: { when: "never", source: `${terraform("service/dynamodb/table.go")} (no ForceNew)` },
      localSecondaryIndexes: forceNew("service/dynamodb/table.go"),
      restoreSourceName: { when: "set", source: `${terraform("service/dynamodb/table.go")} (ForceNewIfChange)` },
      restoreSourceTableArn: { when: "set", source: `${terraform("service/dynamodb/table.go")} (ForceNewIfChange)` },
      restoreDateTime: forceNew("service/dynamodb/table.go"),
      restoreToLatestTime: forceNew("service/dynamodb/table.go"),
      "warmThroughput.readUnitsPerSecond": {
        when: "decreased",
        source: `${terraform("service/dynamodb/table.go")} (ForceNewIfChange)`,
      },
      "warmThroughput.writeUnitsPerSecond": {
        when: "decreased",
        source: `${terraform("service/dynamodb/table.go")} (ForceNewIfChange)`,
      },
      streamEnabled: { ...stream, absent: false },
      streamViewType: stream,
      region,
    },
  },
  "aws:s3/bucket:Bucket": {
    cloudFormation: "AWS::S3::Bucket",
    holds: "its objects",
    renamed: { BucketName: ["bucket"], BucketNamePrefix: ["bucketPrefix"], BucketNamespace: [] },
    differs: {
      bucketPrefix: computed("service/s3/bucket.go"),
      objectLockEnabled: computed("service/s3/bucket.go", false),
      region,
    },
  },
  "aws:kms/key:Key": {
    cloudFormation: "AWS::KMS::Key",
    holds: "the data encrypted under it",
    differs: {
      // CloudFormation refuses these updates; the provider makes another key.
      customKeyStoreId: forceNew("service/kms/key.go"),
      customerMasterKeySpec: forceNew("service/kms/key.go", "SYMMETRIC_DEFAULT"),
      keyUsage: forceNew("service/kms/key.go", "ENCRYPT_DECRYPT"),
      multiRegion: computed("service/kms/key.go", false),
      xksKeyId: forceNew("service/kms/key.go"),
      region,
    },
  },
  "aws:cloudwatch/eventBus:EventBus": {
    cloudFormation: "AWS::Events::EventBus",
    holds: "its events that are being delivered or retried",
    because: "its rules and its archive go with it, and events wait on it for up to a day",
    differs: { region },
  },
  "aws:cloudwatch/eventArchive:EventArchive": {
    cloudFormation: "AWS::Events::Archive",
    holds: "its archived events",
    because: "it keeps events for replay",
    renamed: { ArchiveName: ["name"], SourceArn: ["eventSourceArn"] },
    differs: { region },
  },
  "aws-native:healthlake:FhirDatastore": {
    cloudFormation: "AWS::HealthLake::FHIRDatastore",
    holds: "its FHIR resources and their history",
    because: "it is a data store",
  },
  "aws:sqs/queue:Queue": {
    cloudFormation: "AWS::SQS::Queue",
    holds: "its messages",
    renamed: { QueueName: ["name"] },
    differs: {
      fifoQueue: forceNew("service/sqs/queue.go", false),
      namePrefix: computed("service/sqs/queue.go"),
      region,
    },
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    cloudFormation: "AWS::Logs::LogGroup",
    holds: "its log lines",
    renamed: { LogGroupName: ["name"] },
    differs: {
      logGroupClass: computed("service/logs/group.go", "STANDARD"),
      namePrefix: computed("service/logs/group.go"),
      region,
    },
  },
};

/** Types that hold nothing of their own: another one in their place serves as well. Settings of a bucket are part of its type. */
const holdingNothing: Readonly<Record<string, string>> = {
  "aws:cloudtrail/trail:Trail": "AWS::CloudTrail::Trail",
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": "AWS::Events::EventBusPolicy",
  "aws:cloudwatch/eventRule:EventRule": "AWS::Events::Rule",
  "aws:cloudwatch/eventTarget:EventTarget": "AWS::Events::Rule",
  "aws:cloudwatch/metricAlarm:MetricAlarm": "AWS::CloudWatch::Alarm",
  "aws:iam/policy:Policy": "AWS::IAM::ManagedPolicy",
  "aws:iam/role:Role": "AWS::IAM::Role",
  "aws:iam/rolePolicy:RolePolicy": "AWS::IAM::RolePolicy",
  "aws:kms/alias:Alias": "AWS::KMS::Alias",
  "aws:lambda/eventSourceMapping:EventSourceMapping": "AWS::Lambda::EventSourceMapping",
  "aws:lambda/function:Function": "AWS::Lambda::Function",
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": "AWS::Lambda::EventInvokeConfig",
  "aws:lambda/functionUrl:FunctionUrl": "AWS::Lambda::Url",
  "aws:lambda/permission:Permission": "AWS::Lambda::Permission",
  "aws:pipes/pipe:Pipe": "AWS::Pipes::Pipe",
  "aws:s3/bucketPolicy:BucketPolicy": "AWS::S3::BucketPolicy",
  "aws:sqs/queuePolicy:QueuePolicy": "AWS::SQS::QueuePolicy",
};

/** Settings of a bucket or a role, calls and numbers: CloudFormation has no type for them. */
const withoutType: readonly string[] = [
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:lambda/invocation:Invocation",
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketLogging:BucketLogging",
  "aws:s3/bucketObjectv2:BucketObjectv2",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketVersioning:BucketVersioning",
  "random:index/randomBytes:RandomBytes",
];

/** Every resource type that the offline evaluation knows, by Pulumi's token. */
export const providerTypes: Readonly<Record<string, ProviderType | undefined>> = {
  ...holding,
  ...Object.fromEntries(Object.entries(holdingNothing).map(([type, cloudFormation]) => [type, { cloudFormation }])),
  ...Object.fromEntries(withoutType.map(type => [type, undefined])),
};
