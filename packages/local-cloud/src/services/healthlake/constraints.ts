import type { Constraint, ServiceConstraints } from "../../models/constraint.ts";

const TEXT = "^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-%@]*)$";
const ID = { pattern: TEXT, leastLength: 1, mostLength: 32 } satisfies Constraint;
const PARTITION = "aws((-us-gov)|(-iso)|(-iso-b)|(-cn))?";

/**
 * Lengths, patterns, words and bounds, from the reference of each operation and structure:
 * https://docs.aws.amazon.com/healthlake/latest/APIReference/API_Operations.html
 */
export const constraints: ServiceConstraints = {
  members: {
    DatastoreId: ID,
    DatastoreName: { pattern: TEXT, leastLength: 1, mostLength: 256 },
    DatastoreTypeVersion: { words: ["R4"] },
    DatastoreStatus: { words: ["CREATING", "ACTIVE", "DELETING", "DELETED", "CREATE_FAILED"] },
    ClientToken: { pattern: "^[a-zA-Z0-9-]+$", leastLength: 1, mostLength: 64 },
    AuthorizationStrategy: { words: ["SMART_ON_FHIR_V1", "SMART_ON_FHIR", "AWS_AUTH"] },
    IdpLambdaArn: {
      pattern:
        "arn:aws[-a-z]*:lambda:[a-z]{2}-[a-z]+-\\d{1}:\\d{12}:function:[a-zA-Z0-9\\-_\\.]+(:(\\$LATEST|[a-zA-Z0-9\\-_]+))?",
      leastLength: 49,
      mostLength: 256,
    },
    CmkType: { words: ["CUSTOMER_MANAGED_KMS_KEY", "AWS_OWNED_KMS_KEY"] },
    KmsKeyId: {
      pattern: `(arn:${PARTITION}:kms:)?([a-z]{2}-[a-z]+(-[a-z]+)?-\\d:)?(\\d{12}:)?(((key/)?[a-zA-Z0-9-_]+)|(alias/[a-zA-Z0-9:/_-]+))`,
      leastLength: 1,
      mostLength: 400,
    },
    Tags: { mostLength: 200 },
    "Tag.Key": { pattern: "^(?!aws:)[a-zA-Z+-=._:/]+$", leastLength: 1, mostLength: 128 },
    "Tag.Value": { pattern: "^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$", mostLength: 256 },
    TagKeys: { mostLength: 200, values: { pattern: "^(?!aws:)[a-zA-Z+-=._:/]+$", leastLength: 1, mostLength: 128 } },
    ResourceARN: {
      pattern: `^arn:${PARTITION}:healthlake:[a-zA-Z0-9-]+:[0-9]{12}:datastore/fhir/.+?`,
      leastLength: 1,
      mostLength: 1_011,
    },
    JobId: ID,
    JobName: { pattern: TEXT, leastLength: 1, mostLength: 64 },
    JobStatus: {
      words: [
        ...["SUBMITTED", "QUEUED", "IN_PROGRESS", "COMPLETED_WITH_ERRORS", "COMPLETED", "FAILED", "CANCEL_SUBMITTED"],
        ...["CANCEL_IN_PROGRESS", "CANCEL_COMPLETED", "CANCEL_FAILED"],
      ],
    },
    DataAccessRoleArn: { pattern: "^arn:aws(-[^:]+)?:iam::[0-9]{12}:role/.+$", leastLength: 20, mostLength: 2_048 },
    S3Uri: { pattern: "s3://[a-z0-9][\\.\\-a-z0-9]{1,61}[a-z0-9](/.*)?", mostLength: 1_024 },
    ValidationLevel: { words: ["strict", "structure-only", "minimal"] },
    NextToken: { pattern: "\\p{ASCII}{0,8192}", mostLength: 8_192 },
    MaxResults: { least: 1, most: 500 },
  },
  orders: {},
  unsupported: ["PreloadDataConfig"],
  checksUnions: true,
};
