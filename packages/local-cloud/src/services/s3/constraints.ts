import type { Constraint, ServiceConstraints } from "../../models/constraint.ts";

const STATUS = { words: ["Enabled", "Disabled"] } satisfies Constraint;

/**
 * Words and lengths, from the reference of each operation and structure, and what of an object is refused rather than lost:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 * Many of its refusals have words of their own, and stay with the operations.
 */
export const constraints: ServiceConstraints = {
  members: {
    MetadataDirective: { words: ["COPY", "REPLACE"] },
    TaggingDirective: { words: ["COPY", "REPLACE"] },
    EncodingType: { words: ["url"] },
    ChecksumMode: { words: ["ENABLED", "DISABLED"] },
    RequestPayer: { words: ["requester"] },
    ObjectOwnership: { words: ["BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"] },
    "VersioningConfiguration.MFADelete": STATUS,
    "LifecycleRule.Status": STATUS,
    "LifecycleRule.ID": { mostLength: 255 },
    "BucketLifecycleConfiguration.Rules": { leastLength: 1, mostLength: 1_000 },
    SSEAlgorithm: { words: ["AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"] },
    "Delete.Objects": { leastLength: 1, mostLength: 1_000 },
    "ObjectIdentifier.Key": { leastLength: 1 },
    MaxBuckets: { least: 1, most: 10_000 },
    // Refused by the operations, in other words.
    "PutBucketPolicyRequest.Policy": { isRequired: false },
    "PutBucketVersioningRequest.VersioningConfiguration": { isRequired: false },
  },
  orders: {},
  unsupported: [
    ...["Tagging", "ObjectLockMode", "ObjectLockRetainUntilDate", "ObjectLockLegalHoldStatus", "ObjectLockEventHold"],
    ...["ObjectLockEventHoldDurationDays", "ObjectLockEventHoldDurationYears", "ObjectLockEnabledForBucket"],
    ...["GrantFullControl", "GrantRead", "GrantReadACP", "GrantWrite", "GrantWriteACP", "WebsiteRedirectLocation"],
    ...["WriteOffsetBytes", "MFA", "BypassGovernanceRetention", "IfMatchLastModifiedTime", "IfMatchSize"],
    ...["SSECustomerAlgorithm", "SSECustomerKey", "SSECustomerKeyMD5", "SSEKMSEncryptionContext"],
    ...["CopySourceSSECustomerAlgorithm", "CopySourceSSECustomerKey", "CopySourceSSECustomerKeyMD5"],
    ...["ChecksumSHA512", "ChecksumMD5", "ChecksumXXHASH64", "ChecksumXXHASH3", "ChecksumXXHASH128"],
    ...["ObjectIdentifier.ETag", "ObjectIdentifier.LastModifiedTime", "ObjectIdentifier.Size"],
    ...["TransitionDefaultMinimumObjectSize", "BlockedEncryptionTypes", "BucketNamespace"],
    ...["CreateBucketConfiguration.Location", "CreateBucketConfiguration.Bucket", "CreateBucketConfiguration.Tags"],
  ],
};
