import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { createCloud } from "@tributary/local-cloud/cloud";
import { inProcess } from "@tributary/local-cloud/drivers/in-process";
import { s3Service } from "@tributary/local-cloud/services/s3/service";
import { expect, test } from "vitest";
import { eraseObjects, findObjects } from "./erase-objects.ts";

const Bucket = "quarantine";
const names = { texts: ["PATIENT#17"], members: [] };
const mine = '{"pk":"PATIENT#17"}';
const others = '{"pk":"PATIENT#1"}';

async function makeBucket({ isVersioned = true } = {}) {
  const services = { services: [s3Service], storage: "memory", region: "us-east-1", account: "000000000000" };
  const cloud = createCloud(services);
  const s3 = new S3Client({
    ...{ region: "us-east-1", endpoint: "http://local", forcePathStyle: true, maxAttempts: 1 },
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    requestHandler: inProcess(cloud),
  });
  await s3.send(new CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: "Enabled" } as const;
  if (isVersioned) await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  const options = { s3, pace: async () => {} };
  return {
    s3,
    put: (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body })),
    remove: (Key: string) => s3.send(new DeleteObjectCommand({ Bucket, Key })),
    find: () => findObjects(Bucket, names, options),
    erase: async () => eraseObjects(Bucket, (await findObjects(Bucket, names, options)).keys, names, options),
    text: async (Key: string) => (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString(),
    async listed() {
      const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
      return [Versions.length, DeleteMarkers.length];
    },
  };
}

test("erases every version about the subject and the markers of emptied keys, and no others", async () => {
  const { put, remove, find, erase, listed, text } = await makeBucket();
  await put("a/gone", mine);
  await put("a/gone", mine);
  await remove("a/gone");
  await put("a/gone-too", mine);
  await put("mixed", mine);
  await put("mixed", others);
  await put("others", others);
  await remove("others");
  await put("broken", "no JSON");
  expect(await find()).toEqual({ keys: ["a/gone", "a/gone-too", "mixed"], found: 4, unreadable: 1 });
  expect(await listed()).toEqual([7, 2]);
  await erase();
  expect(await listed()).toEqual([3, 1]);
  expect(await text("mixed")).toBe(others);
  expect(await find()).toEqual({ keys: [], found: 0, unreadable: 1 });
});

test("writes a batch again without the subject's records", async () => {
  const { put, erase, text, listed } = await makeBucket();
  await put("batch", `{"payload":{"Records":[${mine},${others}]}}`);
  await erase();
  expect(await text("batch")).toBe(`{"payload":{"Records":[${others}]}}`);
  expect(await listed()).toEqual([1, 0]);
});

test("does so in a bucket without versions", async () => {
  const { put, erase, text, listed } = await makeBucket({ isVersioned: false });
  await put("batch", `{"payload":{"Records":[${mine},${others}]}}`);
  await put("mine", mine);
  await erase();
  expect(await text("batch")).toBe(`{"payload":{"Records":[${others}]}}`);
  expect(await listed()).toEqual([1, 0]);
});

test("reads on over pages, also where they part the versions of a key", async () => {
  const { put, find, erase, listed } = await makeBucket();
  for (let at = 0; at < 998; at++) await put(`k${String(at).padStart(4, "0")}`, others);
  for (let version = 0; version < 4; version++) await put("l", mine);
  await put("m", mine);
  expect(await find()).toEqual({ keys: ["l", "m"], found: 5, unreadable: 0 });
  await erase();
  expect(await listed()).toEqual([998, 0]);
});
