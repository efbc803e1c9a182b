import { AwsError } from "../kernel/aws-error.ts";
import type { CloudContext } from "../kernel/service.ts";
import { readCopySource } from "../services/s3/copy-source.ts";
import { findObject } from "../services/s3/object.ts";
import { encryptionToKeep, type ObjectHeaders } from "../services/s3/object-headers.ts";
import { requireUpload, type UploadInput } from "../services/s3/upload.ts";
import type { Access } from "./access/access.ts";
import { encryptedWith } from "./encryption.ts";
import { usesOf } from "./key-use.ts";

/** Of an object that a request writes, reads or adds a part to. */
interface Place {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

type Input = Place & ObjectHeaders & { readonly UploadId: string; readonly CopySource: string };

/**
 * What an operation on objects needs of the keys that they are encrypted with. Their settings are not encrypted: HeadObject
 * needs none.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */
const uses: Readonly<Record<string, (input: Input, context: CloudContext) => readonly Access[]>> = {
  GetObject: (input, context) => reading(context, input),
  PutObject: (input, context) => writing(context, input, input),
  CopyObject: (input, context) => [...readingSource(context, input), ...writing(context, input, input)],
  CreateMultipartUpload: (input, context) => writing(context, input, input),
  UploadPart: (input, context) => uploading(context, input),
  UploadPartCopy: (input, context) => [...readingSource(context, input), ...uploading(context, input)],
  CompleteMultipartUpload: (input, context) => uploading(context, input),
};

/** What an operation of S3 needs of keys; nothing for one that will be refused for what it names. */
export function s3KeyUse(context: CloudContext, operation: string, input: object): readonly Access[] {
  try {
    return Object.hasOwn(uses, operation) ? (uses[operation]?.(input as Input, context) ?? []) : [];
  } catch (error) {
    if (error instanceof AwsError || error instanceof URIError) return [];
    throw error;
  }
}

const [READ, WRITE] = [["kms:Decrypt"], ["kms:GenerateDataKey"]];

function reading(context: CloudContext, place: Place): readonly Access[] {
  const found = findObject(context, place.Bucket, place.Key, { version: place.VersionId });
  return found === undefined ? [] : keyOf(context, place, JSON.parse(found.headers) as ObjectHeaders, READ);
}

function readingSource(context: CloudContext, { CopySource }: Input): readonly Access[] {
  return reading(context, readCopySource(CopySource));
}

function writing(context: CloudContext, place: Place, asked: ObjectHeaders): readonly Access[] {
  return keyOf(context, place, encryptionToKeep(context, place.Bucket, asked), WRITE);
}

function uploading(context: CloudContext, input: UploadInput): readonly Access[] {
  return keyOf(context, input, JSON.parse(requireUpload(context, input).headers) as ObjectHeaders, READ);
}

/** With a bucket key, the encryption context is the bucket: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html */
function keyOf(context: CloudContext, { Bucket, Key }: Place, headers: ObjectHeaders, actions: readonly string[]) {
  const arn = `arn:aws:s3:::${Bucket}${headers.BucketKeyEnabled ? "" : `/${Key}`}`;
  return usesOf(encryptedWith(context, headers.SSEKMSKeyId, "s3", { "aws:s3:arn": arn }), actions);
}
