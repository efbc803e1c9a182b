import type { GraphResource } from "@tributary/synth/graph";
import { type Deployment, inApiCase, knownInputs, type ResourceType } from "../resource-type.ts";

/** A setting of a bucket that is put as a whole, by one operation, from the inputs named. */
function setting(
  inputs: readonly string[],
  operation: string,
  member: string,
  names: Readonly<Record<string, string>> = {},
) {
  const put = (resource: GraphResource, { call }: Deployment): undefined => {
    const { bucket, ...rest } = knownInputs(resource, ["bucket", ...inputs], ["expectedBucketOwner"]);
    const chosen = Object.fromEntries(inputs.map(name => [name, rest[name]]));
    const [only] = inputs;
    // A single input named like the member is the member itself; several inputs are its members.
    const value = only === member.charAt(0).toLowerCase() + member.slice(1) ? rest[only] : chosen;
    call("s3", operation, { Bucket: bucket, [member]: inApiCase(value, names) });
  };
  return { create: put, update: put } satisfies ResourceType;
}

/** aws:s3/bucketPolicy:BucketPolicy */
export const bucketPolicy = setting(["policy"], "PutBucketPolicy", "Policy");

/** aws:s3/bucketVersioning:BucketVersioning */
export const bucketVersioning = setting(["versioningConfiguration"], "PutBucketVersioning", "VersioningConfiguration");

/** aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock */
export const bucketPublicAccessBlock = setting(
  ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"],
  "PutPublicAccessBlock",
  "PublicAccessBlockConfiguration",
);

/** aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration */
export const bucketEncryption = setting(["rules"], "PutBucketEncryption", "ServerSideEncryptionConfiguration", {
  sseAlgorithm: "SSEAlgorithm",
  kmsMasterKeyId: "KMSMasterKeyID",
});

/** aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration */
export const bucketLifecycle = setting(["rules"], "PutBucketLifecycleConfiguration", "LifecycleConfiguration", {
  id: "ID",
});
