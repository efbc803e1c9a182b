import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { createCloud } from "@tributary/local-cloud/cloud";
import { inProcess } from "@tributary/local-cloud/drivers/in-process";
import { AwsError } from "@tributary/local-cloud/kernel/aws-error";
import { s3Service } from "@tributary/local-cloud/services/s3/service";
import { expect, test } from "vitest";
import { payloadStoreSuite } from "./payload-store-suite.ts";
import { s3PayloadStore } from "./s3-payload-store.ts";

async function makeStore(refused?: string) {
  const cloud = createCloud({
    services: [s3Service],
    storage: "memory",
    region: "us-east-1",
    account: "000000000000",
    faults: {
      before(_, operation) {
        if (operation === refused) throw new AwsError("AccessDenied", "refused");
      },
    },
  });
  const s3 = new S3Client({
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    endpoint: "http://local",
    maxAttempts: 1,
    forcePathStyle: true,
    requestHandler: inProcess(cloud),
  });
  await s3.send(new CreateBucketCommand({ Bucket: "payloads" }));
  return s3PayloadStore({ bucket: "payloads", s3 });
}

payloadStoreSuite(() => makeStore());

test("rejects when S3 denies access, so that a missing permission never looks like missing data", async () => {
  await expect((await makeStore("PutObject")).put("k", new Uint8Array(1))).rejects.toMatchObject({
    name: "AccessDenied",
  });
  await expect((await makeStore("GetObject")).get("k", 1)).rejects.toMatchObject({ name: "AccessDenied" });
});
