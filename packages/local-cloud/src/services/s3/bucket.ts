import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import { noSuchBucket } from "./errors.ts";

/** A bucket as stored. */
export interface Bucket {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** Null where it was never set. */
  readonly versioning: "Enabled" | "Suspended" | null;
}

/** Input of an operation on a bucket. */
export interface BucketInput {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** The settings of a bucket; stored as given. */
export type SettingKind = "policy" | "encryption" | "publicAccessBlock" | "lifecycle";

/** The bucket; NoSuchBucket if it does not exist, AccessDenied if it is another account's. */
export function requireBucket(
  context: CloudContext,
  { Bucket: name, ExpectedBucketOwner: owner }: BucketInput,
): Bucket {
  const bucket = findBucket(context, name);
  if (!bucket) throw noSuchBucket(name);
  if (owner !== undefined && owner !== context.account)
    throw new AwsError("AccessDenied", "Access Denied", { status: 403 });
  return bucket;
}

/** The bucket, or undefined. */
export function findBucket(context: CloudContext, name: string): Bucket | undefined {
  return context.store.prepare("SELECT name, created, versioning FROM s3_buckets WHERE name = ?").get(name) as
    | Bucket
    | undefined;
}

/** A setting of a bucket, or undefined. */
export function readSetting(context: CloudContext, bucket: string, kind: SettingKind): unknown {
  const row = context.store.prepare("SELECT value FROM s3_settings WHERE bucket = ? AND kind = ?").get(bucket, kind) as
    | { value: string }
    | undefined;
  return row && JSON.parse(row.value);
}

/** Keeps a setting of a bucket. */
export function keepSetting(context: CloudContext, bucket: string, kind: SettingKind, value: unknown): void {
  context.store
    .prepare(
      "INSERT INTO s3_settings (bucket, kind, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
    )
    .run(bucket, kind, JSON.stringify(value));
}

/** Deletes a setting of a bucket, if there is one. */
export function dropSetting(context: CloudContext, bucket: string, kind: SettingKind): void {
  context.store.prepare("DELETE FROM s3_settings WHERE bucket = ? AND kind = ?").run(bucket, kind);
}

/** See https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name)
  );
}
