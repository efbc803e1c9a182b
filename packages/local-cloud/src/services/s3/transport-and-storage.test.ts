import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { serve } from "../../drivers/http.ts";
import { bucket, clientOf, cloudOn, endings, object, textOf } from "./s3-fixture.ts";

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
