import type { CloudContext } from "../../kernel/service.ts";
import { readSetting } from "./bucket.ts";
import { invalidArgument, notImplemented, notImplementedMember } from "./errors.ts";

/** The headers of an object that a write sets and a read returns. */
export interface ObjectHeaders {
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly ContentType?: string | undefined;
  /** A text where it is no date, and where it is kept. */
  readonly Expires?: Date | string | undefined;
  readonly ACL?: string | undefined;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
  readonly ServerSideEncryption?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
  readonly StorageClass?: string | undefined;
}

/** User metadata may take this many bytes, names and values together. See https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
const METADATA_MAX_BYTES = 2048;

/** The members to keep with an object: as given, with the bucket's default encryption where none is asked for. */
export function headersToKeep(context: CloudContext, bucket: string, input: ObjectHeaders): Record<string, unknown> {
  const metadata = Object.entries(input.Metadata ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  const bytes = metadata.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (bytes > METADATA_MAX_BYTES)
    throw invalidArgument("Your metadata headers exceed the maximum allowed metadata size", "Metadata");
  refuseAcl(input.ACL);
  if (input.StorageClass !== undefined && input.StorageClass !== "STANDARD")
    throw notImplemented(`The local cloud keeps storage class STANDARD only, not ${input.StorageClass}.`);
  return {
    CacheControl: input.CacheControl,
    ContentDisposition: input.ContentDisposition,
    ContentEncoding: input.ContentEncoding,
    ContentLanguage: input.ContentLanguage,
    ContentType: input.ContentType ?? "binary/octet-stream",
    Expires: input.Expires instanceof Date ? input.Expires.toUTCString() : input.Expires,
    ...(metadata.length > 0 ? { Metadata: Object.fromEntries(metadata) } : {}),
    ...encryptionToKeep(context, bucket, input),
  };
}

/** Refuses an ACL that says anything but what there is: the owner may do all, and nobody else anything. */
export function refuseAcl(acl: string | undefined): void {
  if (acl !== undefined && acl !== "private" && acl !== "bucket-owner-full-control")
    throw notImplementedMember("ACL", "x-amz-acl");
}

/** How an object is encrypted: as asked for, else as is the bucket's default. */
export function encryptionToKeep(
  context: CloudContext,
  bucket: string,
  input: ObjectHeaders,
): Pick<ObjectHeaders, "ServerSideEncryption" | "SSEKMSKeyId" | "BucketKeyEnabled"> {
  const byDefault = defaultEncryption(context, bucket);
  const algorithm = input.ServerSideEncryption ?? byDefault.ServerSideEncryption;
  if (!/^(AES256|aws:kms|aws:kms:dsse)$/.test(algorithm))
    throw invalidArgument("The encryption method specified is not supported", "x-amz-server-side-encryption");
  if (algorithm === "AES256") return { ServerSideEncryption: algorithm };
  const key = input.SSEKMSKeyId ?? byDefault.SSEKMSKeyId;
  return {
    ServerSideEncryption: algorithm,
    ...(key === undefined ? {} : { SSEKMSKeyId: key }),
    ...((input.BucketKeyEnabled ?? byDefault.BucketKeyEnabled) ? { BucketKeyEnabled: true } : {}),
  };
}

interface EncryptionSetting {
  readonly Rules?: readonly {
    readonly ApplyServerSideEncryptionByDefault?: { readonly SSEAlgorithm?: string; readonly KMSMasterKeyID?: string };
    readonly BucketKeyEnabled?: string | boolean | undefined;
  }[];
}

function defaultEncryption(context: CloudContext, bucket: string) {
  const rule = (readSetting(context, bucket, "encryption") as EncryptionSetting | undefined)?.Rules?.[0];
  const chosen = rule?.ApplyServerSideEncryptionByDefault;
  return {
    ServerSideEncryption: chosen?.SSEAlgorithm ?? "AES256",
    SSEKMSKeyId: chosen?.KMSMasterKeyID,
    BucketKeyEnabled: String(rule?.BucketKeyEnabled) === "true",
  };
}
