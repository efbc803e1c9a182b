import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { bucket, object, setUp, textOf } from "./s3-fixture.ts";

describe("objects", () => {
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

  it("are put together from ranges of others, as large copies are", async () => {
    const client = await setUp();
    const Body = Buffer.alloc(6 * 1024 * 1024, "ab");
    await client.send(new PutObjectCommand({ ...object, Body }));
    const copy = { ...bucket, Key: "copy" };
    expect((await client.send(new GetObjectTaggingCommand(object))).TagSet).toEqual([]);
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(copy));
    const part = (PartNumber: number, CopySourceRange: string) =>
      client.send(
        new UploadPartCopyCommand({
          ...{ ...copy, UploadId, PartNumber, CopySourceRange },
          CopySource: `${bucket.Bucket}/${encodeURIComponent(object.Key)}`,
        }),
      );
    const Parts = [];
    for (const [index, range] of [`bytes=0-${5 * 1024 * 1024 - 1}`, "bytes=1-3"].entries())
      Parts.push({ PartNumber: index + 1, ETag: (await part(index + 1, range)).CopyPartResult?.ETag });
    await expect(part(3, `bytes=0-${Body.length}`)).rejects.toMatchObject({ name: "InvalidArgument" });
    await expect(part(3, "bytes=3-")).rejects.toMatchObject({ name: "InvalidArgument" });
    await client.send(new CompleteMultipartUploadCommand({ ...copy, UploadId, MultipartUpload: { Parts } }));
    expect(await textOf(client, { ...copy, Range: "bytes=-5" })).toBe("abbab");
  });
});

describe("a multipart upload", () => {
  const half = Buffer.alloc(5 * 1024 * 1024, "a");

  async function upload(client: S3Client, create: Partial<CreateMultipartUploadCommandInput> = {}) {
    const made = await client.send(new CreateMultipartUploadCommand({ ...object, ...create }));
    const { UploadId, ChecksumAlgorithm } = made;
    const Parts: CompletedPart[] = [];
    for (const [index, Body] of [half, Buffer.from("end")].entries()) {
      const of = { ...object, UploadId, PartNumber: index + 1, ...(ChecksumAlgorithm && { ChecksumAlgorithm }) };
      const { ETag, ChecksumCRC32, ChecksumSHA256 } = await client.send(new UploadPartCommand({ ...of, Body }));
      Parts.push({ PartNumber: index + 1, ETag, ChecksumCRC32, ChecksumSHA256 });
    }
    const complete = (more: Partial<CompleteMultipartUploadCommandInput> = {}) =>
      client.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts }, ...more }));
    return { made, Parts, complete };
  }

  it("may be completed again by the same request, while its object is there", async () => {
    const client = await setUp();
    const { complete, Parts } = await upload(client);
    const first = await complete();
    const { $metadata: _first, ...answer } = first;
    expect(await complete()).toMatchObject(answer);
    await expect(complete({ MultipartUpload: { Parts: Parts.slice(0, 1) } })).rejects.toMatchObject({
      name: "NoSuchUpload",
    });
    await client.send(new PutObjectCommand({ ...object, Body: "newer" }));
    await expect(complete()).rejects.toMatchObject({ name: "NoSuchUpload" });
    expect(await textOf(client, object)).toBe("newer");
  });

  it("says where the object is, as the caller reached its bucket", async () => {
    const byHost = await (await upload(await setUp())).complete();
    const byPath = await (await upload(await setUp({ forcePathStyle: true }))).complete();
    const key = encodeURIComponent(object.Key);
    expect([byHost.Location, byPath.Location]).toEqual([
      `http://quarantine.local/${key}`,
      `http://local/quarantine/${key}`,
    ]);
  });

  it("has a checksum of its parts' checksums, where its algorithm allows that (checking-object-integrity-upload)", async () => {
    const client = await setUp();
    const { made, Parts, complete } = await upload(client, { ChecksumAlgorithm: "SHA256" });
    expect(made).toMatchObject({ ChecksumAlgorithm: "SHA256", ChecksumType: "COMPOSITE" });
    const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();
    const composite = `${sha256(Buffer.concat([sha256(half), sha256(Buffer.from("end"))])).toString("base64")}-2`;
    const listed = await client.send(new ListPartsCommand({ ...object, UploadId: made.UploadId }));
    expect(listed).toMatchObject({ ChecksumAlgorithm: "SHA256", ChecksumType: "COMPOSITE" });
    expect(listed.Parts?.map(part => part.ChecksumSHA256)).toEqual(Parts.map(part => part.ChecksumSHA256));
    const bare = Parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
    await expect(complete({ MultipartUpload: { Parts: bare } })).rejects.toThrow(
      "The complete request must include the checksum for each part. It was missing for part 1 in the request.",
    );
    const wrong = Parts.map(part => ({ ...part, ChecksumSHA256: Parts[1]?.ChecksumSHA256 }));
    await expect(complete({ MultipartUpload: { Parts: wrong } })).rejects.toMatchObject({ name: "InvalidPart" });
    await expect(complete({ ChecksumSHA256: "AAAA-2" })).rejects.toMatchObject({ name: "BadDigest" });
    expect(await complete()).toMatchObject({ ChecksumSHA256: composite, ChecksumType: "COMPOSITE" });
    const head = await client.send(new HeadObjectCommand({ ...object, ChecksumMode: "ENABLED" }));
    expect(head).toMatchObject({ ChecksumSHA256: composite, ChecksumType: "COMPOSITE" });
    const CopySource = `${bucket.Bucket}/${encodeURIComponent(object.Key)}`;
    const copied = await client.send(new CopyObjectCommand({ ...bucket, Key: "copy", CopySource }));
    expect(copied.CopyObjectResult).toMatchObject({
      ChecksumSHA256: sha256(Buffer.concat([half, Buffer.from("end")])).toString("base64"),
      ChecksumType: "FULL_OBJECT",
    });
  });

  it("has a checksum of all its bytes on demand, and by default", async () => {
    const client = await setUp();
    const asked = await upload(client, { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" });
    const whole = Buffer.alloc(4);
    whole.writeUInt32BE(crc32(Buffer.concat([half, Buffer.from("end")])));
    expect(await asked.complete()).toMatchObject({
      ChecksumCRC32: whole.toString("base64"),
      ChecksumType: "FULL_OBJECT",
    });
    const { made, complete } = await upload(client);
    expect(made.ChecksumType).toBeUndefined();
    expect(await complete()).toMatchObject({ ChecksumCRC64NVME: expect.any(String), ChecksumType: "FULL_OBJECT" });
  });

  it.each([
    [
      { ChecksumAlgorithm: "SHA256", ChecksumType: "FULL_OBJECT" },
      "FULL_OBJECT checksum type cannot be used with the sha256",
    ],
    [
      { ChecksumAlgorithm: "CRC64NVME", ChecksumType: "COMPOSITE" },
      "COMPOSITE checksum type cannot be used with the crc64nvme",
    ],
    [{ ChecksumAlgorithm: "MD5" }, "Checksum algorithm provided is unsupported"],
    [{ ChecksumType: "COMPOSITE" }, "x-amz-checksum-type header can only be used"],
  ] as const)("is refused with %j", async (asked, message) => {
    const client = await setUp();
    const create = new CreateMultipartUploadCommand({ ...object, ...(asked as object) });
    await expect(client.send(create)).rejects.toMatchObject({
      name: "InvalidRequest",
      message: expect.stringContaining(message),
    });
  });

  it("takes no part with a checksum of another algorithm", async () => {
    const client = await setUp();
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ ...object, ChecksumAlgorithm: "SHA256" }),
    );
    const part = new UploadPartCommand({ ...object, UploadId, PartNumber: 1, Body: "x", ChecksumAlgorithm: "CRC32" });
    await expect(client.send(part)).rejects.toThrow(
      "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32",
    );
  });

  it("is listed while it is open, by prefix, folded at a delimiter, page by page, and goes with its bucket", async () => {
    const client = await setUp();
    const begin = (Key: string) => client.send(new CreateMultipartUploadCommand({ ...bucket, Key }));
    const opened = [];
    for (const Key of ["a/1", "a/2", "b", "b", "c"]) opened.push((await begin(Key)).UploadId);
    const list = (more: object = {}) => client.send(new ListMultipartUploadsCommand({ ...bucket, ...more }));
    const all = await list();
    expect(all.Uploads?.map(({ UploadId }) => UploadId).toSorted()).toEqual(opened.toSorted());
    expect(all.Uploads?.[0]).toMatchObject({ Key: "a/1", Initiated: expect.any(Date), StorageClass: "STANDARD" });
    expect((await list({ Prefix: "b" })).Uploads).toHaveLength(2);
    const found: (string | undefined)[] = [];
    let page = await list({ MaxUploads: 1, Delimiter: "/" });
    for (;;) {
      found.push(
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
        ...(page.Uploads ?? []).map(({ Key }) => Key),
      );
      if (!page.IsTruncated) break;
      const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
      page = await list({ MaxUploads: 1, Delimiter: "/", KeyMarker, UploadIdMarker });
    }
    expect(found).toEqual(["a/", "b", "b", "c"]);
    await client.send(new DeleteBucketCommand(bucket));
    await client.send(new CreateBucketCommand(bucket));
    expect((await list()).Uploads).toBeUndefined();
  });
});
