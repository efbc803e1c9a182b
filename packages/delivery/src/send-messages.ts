import { clientSettings } from "./client-settings.ts";
/** Sends a message as JSON, delayed by so many seconds. */
export type SendMessage = (message: object, delaySeconds: number) => Promise<void>;

/**
 * A `SendMessage` on a queue. The first message loads the client: few invocations send one, and it adds some 30 ms to a cold
 * start.
 */
export function sendMessagesTo(queueUrl: () => string): SendMessage {
  let loaded: Promise<SendMessage> | undefined;
  return async (message, delaySeconds) => {
    loaded ??= load(queueUrl());
    await (await loaded)(message, delaySeconds);
  };
}

async function load(QueueUrl: string): Promise<SendMessage> {
  const { SendMessageCommand, SQSClient } = await import("@aws-sdk/client-sqs");
  // The queue's URL says where it is on AWS; the client's own endpoint may be another cloud's.
  const sqs = new SQSClient({ ...clientSettings, useQueueUrlAsEndpoint: false });
  return async (message, DelaySeconds) => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message), DelaySeconds }));
  };
}
