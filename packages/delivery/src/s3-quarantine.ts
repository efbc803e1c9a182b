import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { type Quarantine, quarantineReport } from "./quarantine.ts";

/** The bucket, encrypted by its own default, and the queue of reports. */
export interface S3QuarantineOptions {
  readonly bucket: string;
  readonly reportsUrl: string;
  readonly s3?: S3Client;
  readonly sqs?: SQSClient;
}

/**
 * A quarantine on S3 and SQS: writes the record first, then its report, so that a report always points at an object. The
 * first record loads the clients: most functions never see one, and both add some 50 ms to a cold start.
 */
export function s3Quarantine({ bucket, reportsUrl, ...given }: S3QuarantineOptions): Quarantine {
  let loaded: ReturnType<typeof load> | undefined;
  return async (record, reason) => {
    loaded ??= load(given);
    const { keep, send } = await loaded;
    const report = quarantineReport(record, reason);
    await keep({ Bucket: bucket, Key: report.objectKey, Body: record.body, ContentType: "application/json" });
    await send({ QueueUrl: reportsUrl, MessageBody: JSON.stringify(report) });
    return report;
  };
}

async function load(given: Pick<S3QuarantineOptions, "s3" | "sqs">) {
  const [{ PutObjectCommand, S3Client }, { SendMessageCommand, SQSClient }] = await Promise.all([
    import("@aws-sdk/client-s3"),
    import("@aws-sdk/client-sqs"),
  ]);
  // The queue's URL says where it is on AWS; the client's own endpoint may be another cloud's.
  const { s3 = new S3Client({}), sqs = new SQSClient({ useQueueUrlAsEndpoint: false }) } = given;
  return {
    keep: (input: ConstructorParameters<typeof PutObjectCommand>[0]) => s3.send(new PutObjectCommand(input)),
    send: (input: ConstructorParameters<typeof SendMessageCommand>[0]) => sqs.send(new SendMessageCommand(input)),
  };
}
