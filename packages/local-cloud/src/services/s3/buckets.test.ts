import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { bucket, object, setUp } from "./s3-fixture.ts";

describe("buckets", () => {
  it("are made, found, listed and deleted", async () => {
    const client = await setUp();
    expect((await client.send(new HeadBucketCommand(bucket))).BucketRegion).toBe("us-east-1");
    expect((await client.send(new ListBucketsCommand())).Buckets?.map(({ Name }) => Name)).toEqual(["quarantine"]);
    expect((await client.send(new GetBucketLocationCommand(bucket))).LocationConstraint).toBeUndefined();
    await client.send(new DeleteBucketCommand(bucket));
    await expect(client.send(new HeadBucketCommand(bucket))).rejects.toMatchObject({ name: "NotFound" });
  });

  it("are not deleted while they hold an object", async () => {
    const client = await setUp();
    await client.send(new PutObjectCommand({ ...object, Body: "{}" }));
    await expect(client.send(new DeleteBucketCommand(bucket))).rejects.toMatchObject({ name: "BucketNotEmpty" });
  });

  it("refuse names that S3 does not take", async () => {
    const client = await setUp({ forcePathStyle: true });
    await expect(client.send(new CreateBucketCommand({ Bucket: "Not_A_Bucket" }))).rejects.toMatchObject({
      name: "InvalidBucketName",
    });
  });

  it("keep policy, encryption, public access block, lifecycle and versioning", async () => {
    const client = await setUp();
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    const PublicAccessBlockConfiguration = { BlockPublicAcls: true, RestrictPublicBuckets: true };
    const Rules = [
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: "k" },
        BucketKeyEnabled: true,
      },
    ];
    const lifecycle = [{ ID: "expire", Status: "Enabled" as const, Filter: { Prefix: "a" }, Expiration: { Days: 30 } }];
    await client.send(new PutBucketPolicyCommand({ ...bucket, Policy }));
    await client.send(new PutPublicAccessBlockCommand({ ...bucket, PublicAccessBlockConfiguration }));
    await client.send(new PutBucketEncryptionCommand({ ...bucket, ServerSideEncryptionConfiguration: { Rules } }));
    await client.send(
      new PutBucketLifecycleConfigurationCommand({ ...bucket, LifecycleConfiguration: { Rules: lifecycle } }),
    );
    await client.send(new PutBucketVersioningCommand({ ...bucket, VersioningConfiguration: { Status: "Enabled" } }));

    expect((await client.send(new GetBucketPolicyCommand(bucket))).Policy).toBe(Policy);
    expect(await client.send(new GetPublicAccessBlockCommand(bucket))).toMatchObject({
      PublicAccessBlockConfiguration,
    });
    expect(await client.send(new GetBucketEncryptionCommand(bucket))).toMatchObject({
      ServerSideEncryptionConfiguration: { Rules },
    });
    expect(await client.send(new GetBucketLifecycleConfigurationCommand(bucket))).toMatchObject({ Rules: lifecycle });
    expect((await client.send(new GetBucketVersioningCommand(bucket))).Status).toBe("Enabled");
    const put = await client.send(new PutObjectCommand({ ...object, Body: "x" }));
    expect(put).toMatchObject({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: "k", BucketKeyEnabled: true });
  });

  it("give an id to every lifecycle rule without one", async () => {
    const client = await setUp();
    const Rules = [{ Status: "Enabled" as const, Filter: { Prefix: "a" }, Expiration: { Days: 30 } }];
    await client.send(new PutBucketLifecycleConfigurationCommand({ ...bucket, LifecycleConfiguration: { Rules } }));
    const kept = await client.send(new GetBucketLifecycleConfigurationCommand(bucket));
    expect(kept.Rules).toMatchObject([{ ...Rules[0], ID: expect.stringMatching(/./) }]);
  });

  it("reject by name what the local cloud does not support", async () => {
    const client = await setUp();
    await expect(client.send(new GetBucketTaggingCommand(bucket))).rejects.toMatchObject({
      name: "NotImplemented",
      message: expect.stringContaining("GetBucketTagging"),
      $metadata: { httpStatusCode: 501 },
    });
    await expect(client.send(new CreateMultipartUploadCommand({ ...object, Tagging: "a=b" }))).rejects.toMatchObject({
      name: "NotImplemented",
    });
  });
});
