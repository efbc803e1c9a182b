import { inspect } from "node:util";
import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** Every report of the quarantine, and the keys of what it keeps. */
export async function quarantineTold({
  sqs,
  s3,
  link,
}: {
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly link: (name: string) => string;
}): Promise<string[]> {
  const told: string[] = [];
  for (let read = -1; read < told.length; ) {
    read = told.length;
    const receive = { QueueUrl: link("QuarantineReports"), MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(receive));
    told.push(...Messages.map(message => inspect(message, { depth: 9 })));
  }
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: link("Quarantine") }));
  return [...told, ...Contents.map(({ Key }) => String(Key))];
}
