import type { OperationContext } from "../../../kernel/service.ts";
import { md5OfAttributes, selectAttributes } from "../messages/message-attributes.ts";
import { type ReceivedMessage, receive } from "../messages/receive.ts";
import { rememberAttempt, repeatAttempt } from "../messages/receive-attempts.ts";
import { checkFifoId } from "../messages/send.ts";
import { waitForMessages } from "../messages/wait-for-messages.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { unknownAttribute, wholeNumber, wrongQueueType } from "../sqs-errors.ts";
import { QUEUE_ATTRIBUTES } from "./get-queue-attributes.ts";

interface ReceiveMessageInput {
  readonly QueueUrl?: string;
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
  readonly WaitTimeSeconds?: number;
  readonly AttributeNames?: readonly string[];
  readonly MessageSystemAttributeNames?: readonly string[];
  readonly MessageAttributeNames?: readonly string[];
  readonly ReceiveRequestAttemptId?: string;
}

const SYSTEM_ATTRIBUTES = new Set(
  "All SenderId SentTimestamp ApproximateReceiveCount ApproximateFirstReceiveTimestamp SequenceNumber MessageDeduplicationId MessageGroupId AWSTraceHeader DeadLetterQueueSourceArn".split(
    " ",
  ),
);

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export function receiveMessage(input: ReceiveMessageInput, context: OperationContext): unknown {
  const queue = queueByUrl(context, input.QueueUrl);
  const visibility = wholeNumber(input.VisibilityTimeout, "VisibilityTimeout", 0, 43_200);
  const wait = wholeNumber(input.WaitTimeSeconds, "WaitTimeSeconds", 0, 20);
  const options = {
    max: wholeNumber(input.MaxNumberOfMessages, "MaxNumberOfMessages", 1, 10) ?? 1,
    visibilityTimeout: visibility === undefined ? undefined : visibility * 1000,
  };
  checkNames(input);
  const { ReceiveRequestAttemptId: attempt } = input;
  if (attempt !== undefined) {
    if (!queue.settings.fifo) throw wrongQueueType("ReceiveRequestAttemptId", attempt);
    checkFifoId("ReceiveRequestAttemptId", attempt);
    const timeout = options.visibilityTimeout ?? queue.settings.visibilityTimeout;
    const before = repeatAttempt(context, queue, attempt, timeout);
    if (before.length > 0) return answer(before, input);
  }
  const finish = (messages: readonly ReceivedMessage[]) => {
    if (attempt !== undefined) rememberAttempt(context, queue, attempt, messages);
    return answer(messages, input);
  };
  const messages = receive(context, queue, options);
  const waitTime = wait === undefined ? queue.settings.waitTime : wait * 1000;
  if (messages.length > 0 || waitTime === 0) return finish(messages);
  return waitForMessages(context, queue, options, waitTime).then(finish);
}

/** The deprecated `AttributeNames` takes names of queue attributes too, and finds none of them in a message. */
function checkNames({ AttributeNames, MessageSystemAttributeNames }: ReceiveMessageInput): void {
  const unknown =
    MessageSystemAttributeNames?.find(name => !SYSTEM_ATTRIBUTES.has(name)) ??
    AttributeNames?.find(name => !SYSTEM_ATTRIBUTES.has(name) && !QUEUE_ATTRIBUTES.has(name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
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
