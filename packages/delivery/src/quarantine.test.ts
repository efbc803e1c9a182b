import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { memoryQuarantine } from "./memory-quarantine.ts";
import { s3Quarantine } from "./s3-quarantine.ts";

const record = { source: "sample", body: '{"name":"Chalmers"}', at: Date.parse("2026-01-01T23:59:59.900Z") };
const reason = {
  contract: "Counted.v1",
  violations: [{ pointer: "/data/name", keyword: "type", message: "must be a number" }],
};

/** S3 and SQS that note what they are sent. */
function clients(refuse?: "s3" | "sqs") {
  const sent: unknown[] = [];
  const note = (service: "s3" | "sqs") => async (command: { input: unknown }) => {
    if (service === refuse) throw new Error("refused");
    sent.push(command.input);
  };
  const s3 = Object.assign(new S3Client({ region: "us-east-1" }), { send: note("s3") });
  const sqs = Object.assign(new SQSClient({ region: "us-east-1" }), { send: note("sqs") });
  return { sent, quarantine: s3Quarantine({ bucket: "bucket", reportsUrl: "https://queue", s3, sqs }) };
}

test("keeps the record as it came and reports where and why, without a value", async () => {
  const { sent, quarantine } = clients();
  const report = await quarantine(record, reason);
  expect(sent).toEqual([
    new PutObjectCommand({
      Bucket: "bucket",
      Key: report.objectKey,
      Body: record.body,
      ContentType: "application/json",
    }).input,
    new SendMessageCommand({ QueueUrl: "https://queue", MessageBody: JSON.stringify(report) }).input,
  ]);
  expect(report).toEqual({
    recordId: expect.stringMatching(/^[0-9a-f]{32}$/),
    contract: "Counted.v1",
    source: "sample",
    violations: [{ pointer: "/data/name", keyword: "type" }],
    at: "2026-01-01T23:59:59.900Z",
    objectKey: `sample/2026-01-01/${report.recordId}.json`,
    bytes: 19,
  });
  expect(JSON.stringify(report)).not.toContain("Chalmers");
});

test("finds the same key for the same record, however often", async () => {
  const { quarantine, objects, reports } = memoryQuarantine();
  await quarantine(record, reason);
  await quarantine(record, reason);
  await quarantine({ ...record, body: "other" }, reason);
  expect([objects.size, reports.length]).toEqual([2, 3]);
});

test("reports nothing that it could not keep", async () => {
  const { sent, quarantine } = clients("s3");
  await expect(quarantine(record, reason)).rejects.toThrow("refused");
  expect(sent).toEqual([]);
});

test("rejects when the report could not be sent, so that the record comes again", async () => {
  await expect(clients("sqs").quarantine(record, reason)).rejects.toThrow("refused");
});
