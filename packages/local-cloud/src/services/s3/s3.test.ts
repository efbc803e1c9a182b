import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  paginateListObjectsV2,
  S3Client,
  type S3ClientConfig,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterEach, describe, expect, it } from "vitest";
import { type Cloud, createCloud } from "../../cloud.ts";
import { serve } from "../../drivers/http.ts";
import { inProcess } from "../../drivers/in-process.ts";
import { virtualClock } from "../../kernel/clock.ts";
import { s3Service } from "./service.ts";

const bucket = { Bucket: "quarantine" };
const object = { ...bucket, Key: "2026/01/a record.json" };
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

function cloudOn(storage: string): Cloud {
  const cloud = createCloud({
    services: [s3Service],
    storage,
    region: "us-east-1",
    account: "000000000000",
    clock: virtualClock(),
  });
  cloud.start();
  return cloud;
}

function clientOf(cloud: Cloud, options: S3ClientConfig = {}): S3Client {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return new S3Client({
    region: "us-east-1",
    credentials,
    endpoint: "http://local",
    maxAttempts: 1,
    requestHandler: inProcess(cloud),
    ...options,
  });
}

async function setUp(options: S3ClientConfig = {}): Promise<S3Client> {
  const cloud = cloudOn("memory");
  endings.push(() => cloud.stop());
  const client = clientOf(cloud, options);
  await client.send(new CreateBucketCommand(bucket));
  return client;
}

const textOf = async (client: S3Client, input: { Bucket: string; Key: string; VersionId?: string; Range?: string }) =>
  (await client.send(new GetObjectCommand(input))).Body?.transformToString();

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

  it("refuse what the local cloud does not have, by name", async () => {
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

describe("objects", () => {
  it("come back with bytes, type, metadata and length", async () => {
    const client = await setUp();
    const Metadata = { reason: "schema" };
    const put = await client.send(
      new PutObjectCommand({ ...object, Body: '{"a":1}', ContentType: "application/json", Metadata }),
    );
    const got = await client.send(new GetObjectCommand({ ...object, ChecksumMode: "ENABLED" }));
    expect(await got.Body?.transformToString()).toBe('{"a":1}');
    expect(got).toMatchObject({ ContentType: "application/json", Metadata, ETag: put.ETag, ContentLength: 7 });
    expect(got.ChecksumCRC32).toBe(put.ChecksumCRC32);
    const head = await client.send(new HeadObjectCommand(object));
    expect(head).toMatchObject({ ContentLength: 7, ETag: put.ETag, ServerSideEncryption: "AES256" });
  });

  it.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)("verify %s both ways", async algorithm => {
    const client = await setUp();
    const Body = Buffer.from("The quick brown fox jumps over the lazy dog.".repeat(99));
    const put = await client.send(new PutObjectCommand({ ...object, Body, ChecksumAlgorithm: algorithm }));
    expect(put[`Checksum${algorithm}`]).toEqual(expect.any(String));
    const got = await client.send(new GetObjectCommand({ ...object, ChecksumMode: "ENABLED" }));
    expect(await got.Body?.transformToByteArray()).toEqual(new Uint8Array(Body)); // The client verifies on the way.
    expect(got[`Checksum${algorithm}`]).toBe(put[`Checksum${algorithm}`]);
    const wrong = new PutObjectCommand({ ...object, Body, [`Checksum${algorithm}`]: "AAAAAA==" });
    await expect(client.send(wrong)).rejects.toMatchObject({ name: "BadDigest" });
  });

  it("that do not exist are NoSuchKey to GET and NotFound to HEAD", async () => {
    const client = await setUp();
    await expect(client.send(new GetObjectCommand(object))).rejects.toMatchObject({ name: "NoSuchKey" });
    await expect(client.send(new HeadObjectCommand(object))).rejects.toMatchObject({ name: "NotFound" });
    await expect(client.send(new GetObjectCommand({ ...object, Bucket: "other" }))).rejects.toMatchObject({
      name: "NoSuchBucket",
    });
  });

  it("are read in part", async () => {
    const client = await setUp();
    await client.send(new PutObjectCommand({ ...object, Body: "0123456789" }));
    expect(await textOf(client, { ...object, Range: "bytes=2-4" })).toBe("234");
    expect(await textOf(client, { ...object, Range: "bytes=-3" })).toBe("789");
    const got = await client.send(new GetObjectCommand({ ...object, Range: "bytes=8-99" }));
    expect(got).toMatchObject({ ContentRange: "bytes 8-9/10", $metadata: { httpStatusCode: 206 } });
    await expect(textOf(client, { ...object, Range: "bytes=10-" })).rejects.toMatchObject({ name: "InvalidRange" });
  });

  it("are written on condition", async () => {
    const client = await setUp();
    const { ETag } = await client.send(new PutObjectCommand({ ...object, Body: "1", IfNoneMatch: "*" }));
    const again = new PutObjectCommand({ ...object, Body: "2", IfNoneMatch: "*" });
    await expect(client.send(again)).rejects.toMatchObject({ name: "PreconditionFailed" });
    await client.send(new PutObjectCommand({ ...object, Body: "3", IfMatch: ETag }));
    const stale = new PutObjectCommand({ ...object, Body: "4", IfMatch: ETag });
    await expect(client.send(stale)).rejects.toMatchObject({ name: "PreconditionFailed" });
    expect(await textOf(client, object)).toBe("3");
  });

  it("are read on condition", async () => {
    const client = await setUp();
    const { ETag } = await client.send(new PutObjectCommand({ ...object, Body: "1" }));
    await expect(client.send(new GetObjectCommand({ ...object, IfNoneMatch: ETag }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    await expect(client.send(new GetObjectCommand({ ...object, IfMatch: '"no"' }))).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
  });

  it("are deleted, one or many, whether they exist or not", async () => {
    const client = await setUp();
    for (const Key of ["a", "b & <c>"]) await client.send(new PutObjectCommand({ ...bucket, Key, Body: "x" }));
    await client.send(new DeleteObjectCommand({ ...bucket, Key: "none" }));
    const deletion = await client.send(
      new DeleteObjectsCommand({ ...bucket, Delete: { Objects: [{ Key: "a" }, { Key: "b & <c>" }, { Key: "none" }] } }),
    );
    expect(deletion.Deleted?.map(({ Key }) => Key)).toEqual(["a", "b & <c>", "none"]);
    expect((await client.send(new ListObjectsV2Command(bucket))).KeyCount).toBe(0);
  });

  it("are copied with what describes them", async () => {
    const client = await setUp();
    await client.send(new PutObjectCommand({ ...object, Body: "x", Metadata: { a: "1" } }));
    const CopySource = encodeURI(`${object.Bucket}/${object.Key}`);
    await client.send(new CopyObjectCommand({ ...bucket, Key: "copy", CopySource }));
    expect((await client.send(new HeadObjectCommand({ ...bucket, Key: "copy" }))).Metadata).toEqual({ a: "1" });
  });

  it("are listed in order, by prefix, folded at a delimiter, page by page", async () => {
    const client = await setUp();
    const keys = ["a/1", "a/2", "b", "c/x/1", "c/y", "d"];
    for (const Key of keys.toReversed()) await client.send(new PutObjectCommand({ ...bucket, Key, Body: "x" }));
    const listed: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client, pageSize: 2 }, { ...bucket }))
      listed.push(...(page.Contents ?? []).map(({ Key }) => Key));
    expect(listed).toEqual(keys);
    const folded: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client, pageSize: 1 }, { ...bucket, Delimiter: "/" }))
      folded.push(
        ...(page.CommonPrefixes ?? []).map(found => found.Prefix),
        ...(page.Contents ?? []).map(({ Key }) => Key),
      );
    expect(folded).toEqual(["a/", "b", "c/", "d"]);
    const below = await client.send(new ListObjectsV2Command({ ...bucket, Prefix: "c/", Delimiter: "/" }));
    expect(below).toMatchObject({ CommonPrefixes: [{ Prefix: "c/x/" }], Contents: [{ Key: "c/y", Size: 1 }] });
  });

  it("keep their versions where versioning is on", async () => {
    const client = await setUp();
    await client.send(new PutBucketVersioningCommand({ ...bucket, VersioningConfiguration: { Status: "Enabled" } }));
    const first = await client.send(new PutObjectCommand({ ...object, Body: "1" }));
    await client.send(new PutObjectCommand({ ...object, Body: "2" }));
    expect(await textOf(client, { ...object, VersionId: first.VersionId ?? "" })).toBe("1");
    const marker = await client.send(new DeleteObjectCommand(object));
    expect(marker.DeleteMarker).toBe(true);
    await expect(textOf(client, object)).rejects.toMatchObject({ name: "NoSuchKey" });
    await client.send(new DeleteObjectCommand({ ...object, VersionId: marker.VersionId }));
    expect(await textOf(client, object)).toBe("2");
  });

  it("are listed with all their versions and delete markers, newest first, page by page", async () => {
    const client = await setUp();
    await client.send(new PutBucketVersioningCommand({ ...bucket, VersioningConfiguration: { Status: "Enabled" } }));
    for (const [Key, Body] of [
      ["a", "1"],
      ["b", "22"],
      ["a", "333"],
    ] as const)
      await client.send(new PutObjectCommand({ ...bucket, Key, Body }));
    await client.send(new DeleteObjectCommand({ ...bucket, Key: "a" }));
    const listed: string[] = [];
    let page = await client.send(new ListObjectVersionsCommand({ ...bucket, MaxKeys: 1 }));
    for (;;) {
      listed.push(...(page.DeleteMarkers ?? []).map(({ Key, IsLatest }) => `${Key} deleted ${IsLatest}`));
      listed.push(...(page.Versions ?? []).map(({ Key, Size, IsLatest }) => `${Key} ${Size} ${IsLatest}`));
      if (!page.IsTruncated) break;
      const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
      page = await client.send(new ListObjectVersionsCommand({ ...bucket, MaxKeys: 1, KeyMarker, VersionIdMarker }));
    }
    expect(listed).toEqual(["a deleted true", "a 3 false", "a 1 false", "b 2 true"]);
  });

  it("are put together from parts", async () => {
    const client = await setUp();
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(object));
    const bodies = [Buffer.alloc(5 * 1024 * 1024, "a"), Buffer.from("end")];
    const parts: { PartNumber: number; ETag: string | undefined }[] = [];
    for (const [index, Body] of bodies.entries()) {
      const part = { ...object, UploadId, PartNumber: index + 1, Body };
      parts.push({ PartNumber: index + 1, ETag: (await client.send(new UploadPartCommand(part))).ETag });
    }
    expect((await client.send(new ListPartsCommand({ ...object, UploadId }))).Parts).toHaveLength(2);
    const done = await client.send(
      new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts: parts } }),
    );
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    expect(await textOf(client, { ...object, Range: "bytes=-5" })).toBe("aaend");
    await expect(client.send(new AbortMultipartUploadCommand({ ...object, UploadId }))).rejects.toMatchObject({
      name: "NoSuchUpload",
    });
  });
});

describe("over HTTP", () => {
  it.each(["127.0.0.1", "localhost"])("a client of %s finds bucket and key, and streams", async host => {
    const cloud = cloudOn("memory");
    const endpoint = await serve(cloud, { port: 0 });
    endings.push(
      () => cloud.stop(),
      () => endpoint.close(),
    );
    const client = new S3Client({
      region: "us-east-1",
      credentials: { accessKeyId: "t", secretAccessKey: "t" },
      endpoint: endpoint.url.replace("127.0.0.1", host),
      forcePathStyle: host === "localhost", // Names below localhost do not resolve everywhere.
    });
    endings.push(() => client.destroy());
    await client.send(new CreateBucketCommand(bucket));
    const Body = Readable.from([Buffer.from("0123456789".repeat(1000))]);
    await client.send(new PutObjectCommand({ ...object, Body, ContentLength: 10_000 }));
    expect((await client.send(new HeadObjectCommand(object))).ContentLength).toBe(10_000);
    expect((await textOf(client, object))?.length).toBe(10_000);
    await expect(client.send(new HeadObjectCommand({ ...object, Key: "none" }))).rejects.toMatchObject({
      name: "NotFound",
    });
  });
});

describe("storage", () => {
  it("keeps small and large objects over a restart, and sweeps files without a row", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tributary-s3-"));
    endings.push(() => rmSync(folder, { recursive: true }));
    const large = Buffer.alloc(3 * 1024 * 1024, "L");
    const first = cloudOn(folder);
    const before = clientOf(first);
    await before.send(new CreateBucketCommand(bucket));
    await before.send(new PutObjectCommand({ ...object, Body: "small" }));
    for (const Key of ["large", "replaced"]) await before.send(new PutObjectCommand({ ...bucket, Key, Body: large }));
    await before.send(new PutObjectCommand({ ...bucket, Key: "replaced", Body: "now small" }));
    await first.stop();
    writeFileSync(join(folder, "objects", "orphan"), "half a file");

    const second = cloudOn(folder);
    endings.push(() => second.stop());
    const after = clientOf(second);
    expect(await textOf(after, object)).toBe("small");
    expect(await textOf(after, { ...bucket, Key: "replaced" })).toBe("now small");
    const got = await after.send(new GetObjectCommand({ ...bucket, Key: "large" }));
    expect(large.equals((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
    expect(readdirSync(join(folder, "objects"))).toHaveLength(1);
  });
});
