import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createCloud } from "@tributary/local-cloud/cloud";
import { inProcess } from "@tributary/local-cloud/drivers/in-process";
import { AwsError } from "@tributary/local-cloud/kernel/aws-error";
import { s3Service } from "@tributary/local-cloud/services/s3/service";
import { sqsService } from "@tributary/local-cloud/services/sqs/service";
import { expect, test } from "vitest";
import { quarantineSuite } from "./quarantine-suite.ts";
import { s3Quarantine } from "./s3-quarantine.ts";

async function makeBench() {
  let refused: string | undefined;
  const cloud = createCloud({
    services: [s3Service, sqsService],
    storage: "memory",
    region: "us-east-1",
    account: "000000000000",
    faults: {
      before(_, operation) {
        if (operation === refused) throw new AwsError("AccessDenied", "refused");
      },
    },
  });
  const config = {
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    endpoint: "http://local",
    maxAttempts: 1,
    requestHandler: inProcess(cloud),
  };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const sqs = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
  await s3.send(new CreateBucketCommand({ Bucket: "quarantine" }));
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "reports" }));
  return {
    quarantine: s3Quarantine({ bucket: "quarantine", reportsUrl: QueueUrl, s3, sqs }),
    refuse: (operation: string) => {
      refused = operation;
    },
    objects: async () => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "quarantine" }));
      const bodies = Contents.map(async ({ Key = "" }) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: "quarantine", Key }));
        return [Key, (await Body?.transformToString()) ?? ""] as const;
      });
      return Object.fromEntries(await Promise.all(bodies));
    },
    reports: async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      return Messages.map(({ Body = "" }): unknown => JSON.parse(Body));
    },
  };
}

quarantineSuite(makeBench);

test("reports nothing that it could not keep", async () => {
  const { quarantine, refuse, reports } = await makeBench();
  refuse("PutObject");
  const record = { source: "sample", body: "x", at: 0 };
  await expect(quarantine(record, { violations: [] })).rejects.toMatchObject({ name: "AccessDenied" });
  expect(await reports()).toEqual([]);
});

test("rejects when the report could not be sent, so that the record is redelivered", async () => {
  const { quarantine, refuse } = await makeBench();
  refuse("SendMessage");
  const record = { source: "sample", body: "x", at: 0 };
  await expect(quarantine(record, { violations: [] })).rejects.toMatchObject({ name: "AccessDenied" });
});
