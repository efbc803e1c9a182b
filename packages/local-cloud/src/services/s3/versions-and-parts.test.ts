import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectTaggingCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
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
