import { AwsError } from "../../kernel/aws-error.ts";
import { readCopySource } from "../../services/s3/copy-source.ts";
import type { Access, AccessRule, Loose } from "./access.ts";

/** Actions of the operations on a bucket, where they are named otherwise. */
const onBucket: Readonly<Record<string, string>> = {
  CreateBucket: "CreateBucket",
  DeleteBucket: "DeleteBucket",
  DeleteBucketEncryption: "PutEncryptionConfiguration",
  DeleteBucketLifecycle: "PutLifecycleConfiguration",
  DeleteBucketPolicy: "DeleteBucketPolicy",
  DeletePublicAccessBlock: "PutBucketPublicAccessBlock",
  GetBucketEncryption: "GetEncryptionConfiguration",
  GetBucketLifecycleConfiguration: "GetLifecycleConfiguration",
  GetBucketLocation: "GetBucketLocation",
  GetBucketPolicy: "GetBucketPolicy",
  GetBucketVersioning: "GetBucketVersioning",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  HeadBucket: "ListBucket",
  ListMultipartUploads: "ListBucketMultipartUploads",
  ListObjects: "ListBucket",
  ListObjectsV2: "ListBucket",
  ListObjectVersions: "ListBucketVersions",
  PutBucketEncryption: "PutEncryptionConfiguration",
  PutBucketLifecycleConfiguration: "PutLifecycleConfiguration",
  PutBucketPolicy: "PutBucketPolicy",
  PutBucketVersioning: "PutBucketVersioning",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
};

/** Actions of the operations on an object: without a version, and with one. */
const onObject: Readonly<Record<string, readonly [string, string?]>> = {
  AbortMultipartUpload: ["AbortMultipartUpload"],
  CompleteMultipartUpload: ["PutObject"],
  CreateMultipartUpload: ["PutObject"],
  DeleteObject: ["DeleteObject", "DeleteObjectVersion"],
  GetObject: ["GetObject", "GetObjectVersion"],
  GetObjectTagging: ["GetObjectTagging", "GetObjectVersionTagging"],
  HeadObject: ["GetObject", "GetObjectVersion"],
  ListParts: ["ListMultipartUploadParts"],
  PutObject: ["PutObject"],
  UploadPart: ["PutObject"],
};

/**
 * What S3's operations need: a copy asks for reading its source too.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export const s3Access: Readonly<Record<string, AccessRule>> = {
  ...Object.fromEntries(
    Object.entries(onBucket).map(([operation, action]): [string, AccessRule] => [
      operation,
      (input: Loose) => [{ action: `s3:${action}`, resource: bucketArn(input), context: listKeys(input) }],
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(onObject).map(([operation, actions]): [string, AccessRule] => [
      operation,
      (input: Loose) => [object(actions, input)],
    ]),
  ),
  ListBuckets: () => [{ action: "s3:ListAllMyBuckets", resource: "*" }],
  CopyObject: copy,
  UploadPartCopy: copy,
  // Each object is decided when it is deleted, as if it were by itself.
  DeleteObjects: () => [],
};

function copy(input: Loose): Access[] {
  return [...source(input.CopySource), object(["PutObject"], { Bucket: input.Bucket, Key: input.Key })];
}

/** A source that cannot be read is refused by the operation. */
function source(text: unknown): Access[] {
  try {
    return [object(["GetObject", "GetObjectVersion"], { ...readCopySource(String(text)) })];
  } catch (error) {
    if (error instanceof AwsError || error instanceof URIError) return [];
    throw error;
  }
}

function object([plain, versioned]: readonly [string, string?], input: Loose): Access {
  const action = input.VersionId === undefined ? plain : (versioned ?? plain);
  return { action: `s3:${action}`, resource: `${bucketArn(input)}/${String(input.Key ?? "")}` };
}

const bucketArn = ({ Bucket }: Loose): string => `arn:aws:s3:::${String(Bucket ?? "")}`;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html */
function listKeys({ Prefix, Delimiter, MaxKeys }: Loose) {
  return {
    ...(typeof Prefix === "string" && { "s3:prefix": Prefix }),
    ...(typeof Delimiter === "string" && { "s3:delimiter": Delimiter }),
    ...(MaxKeys !== undefined && { "s3:max-keys": String(MaxKeys) }),
  };
}
