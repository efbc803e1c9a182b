import { CreateBucketCommand, GetObjectCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { afterEach } from "vitest";
import { type Cloud, createCloud } from "../../cloud.ts";
import { inProcess } from "../../drivers/in-process.ts";
import { virtualClock } from "../../kernel/clock.ts";
import { s3Service } from "./service.ts";

/** The bucket that `setUp` makes. */
export const bucket = { Bucket: "quarantine" };
/** A key in it that has to be encoded. */
export const object = { ...bucket, Key: "2026/01/a record.json" };
/** Clean-up after a test, last first. */
export const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A running cloud with only S3. */
export function cloudOn(storage: string): Cloud {
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

/** A client that reaches it in process. */
export function clientOf(cloud: Cloud, options: S3ClientConfig = {}): S3Client {
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

/** A client of a new cloud in memory with one bucket. */
export async function setUp(options: S3ClientConfig = {}): Promise<S3Client> {
  const cloud = cloudOn("memory");
  endings.push(() => cloud.stop());
  const client = clientOf(cloud, options);
  await client.send(new CreateBucketCommand(bucket));
  return client;
}

/** The text of an object. */
export const textOf = async (
  client: S3Client,
  input: { Bucket: string; Key: string; VersionId?: string; Range?: string },
) => (await client.send(new GetObjectCommand(input))).Body?.transformToString();
