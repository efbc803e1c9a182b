import type { OperationContext } from "../../../kernel/service.ts";
import { md5OfAttributes, selectAttributes } from "../messages/message-attributes.ts";
import { type ReceivedMessage, receive } from "../messages/receive.ts";
import { waitForMessages } from "../messages/wait-for-messages.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { wholeNumber } from "../sqs-errors.ts";

interface ReceiveMessageInput {
  readonly QueueUrl?: string;
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
  readonly WaitTimeSeconds?: number;
  readonly AttributeNames?: readonly string[];
  readonly MessageSystemAttributeNames?: readonly string[];
  readonly MessageAttributeNames?: readonly string[];
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export function receiveMessage(input: ReceiveMessageInput, context: OperationContext): unknown {
  const queue = queueByUrl(context, input.QueueUrl);
  const visibility = wholeNumber(input.VisibilityTimeout, "VisibilityTimeout", 0, 43_200);
  const wait = wholeNumber(input.WaitTimeSeconds, "WaitTimeSeconds", 0, 20);
  const options = {
    max: wholeNumber(input.MaxNumberOfMessages, "MaxNumberOfMessages", 1, 10) ?? 1,
    visibilityTimeout: visibility === undefined ? undefined : visibility * 1000,
  };
  const messages = receive(context, queue, options);
  const waitTime = wait === undefined ? queue.settings.waitTime : wait * 1000;
  if (messages.length > 0 || waitTime === 0) return answer(messages, input);
  return waitForMessages(context, queue, options, waitTime).then(late => answer(late, input));
}

function answer(messages: readonly ReceivedMessage[], input: ReceiveMessageInput): object {
  if (messages.length === 0) return {};
  const system = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
  const all = system.includes("All");
  return {
    Messages: messages.map(message => {
      const attributes = Object.entries(message.attributes).filter(([name]) => all || system.includes(name));
      const chosen = selectAttributes(message.messageAttributes, input.MessageAttributeNames ?? []);
      return {
        MessageId: message.messageId,
        ReceiptHandle: message.receiptHandle,
        MD5OfBody: message.md5OfBody,
        Body: message.body,
        ...(attributes.length > 0 && { Attributes: Object.fromEntries(attributes) }),
        ...(Object.keys(chosen).length > 0 && {
          MessageAttributes: chosen,
          MD5OfMessageAttributes: md5OfAttributes(chosen),
        }),
      };
    }),
  };
}
