import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { bucket, object, setUp, textOf } from "./s3-fixture.ts";

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
    const unchanged = await client.send(new GetObjectCommand({ ...object, IfNoneMatch: ETag })).catch(error => error);
    expect(unchanged.$metadata.httpStatusCode).toBe(304);
    expect(unchanged.$response.headers).toMatchObject({ etag: ETag, "last-modified": expect.any(String) });
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
});
