import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type Quarantine, quarantineReport } from "./quarantine.ts";

/** The bucket, encrypted by its own default, and the queue of reports. */
export interface S3QuarantineOptions {
  readonly bucket: string;
  readonly reportsUrl: string;
  readonly s3?: S3Client;
  readonly sqs?: SQSClient;
}

/** A quarantine on S3 and SQS: the record first, then its report, so that a report always points at something. */
export function s3Quarantine({ bucket, reportsUrl, s3, sqs }: S3QuarantineOptions): Quarantine {
  const clients = { s3, sqs };
  return async (record, reason) => {
    clients.s3 ??= new S3Client({});
    clients.sqs ??= new SQSClient({});
    const report = quarantineReport(record, reason);
    await clients.s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: report.objectKey,
        Body: record.body,
        ContentType: "application/json",
      }),
    );
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: reportsUrl, MessageBody: JSON.stringify(report) }));
    return report;
  };
}
