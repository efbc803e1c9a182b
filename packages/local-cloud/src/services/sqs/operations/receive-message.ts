import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { ReceiveMessageRequest } from "../../../models/sqs-types.ts";
import { md5OfAttributes, selectAttributes } from "../messages/message-attributes.ts";
import { isFull, type ReceivedMessage, receive } from "../messages/receive.ts";
import { rememberAttempt, repeatAttempt } from "../messages/receive-attempts.ts";
import { waitForMessages } from "../messages/wait-for-messages.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { wrongQueueType } from "../sqs-errors.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export function receiveMessage(input: ReceiveMessageRequest, context: OperationContext): unknown {
  const queue = queueByUrl(context, input.QueueUrl);
  const { MaxNumberOfMessages: max = 1, VisibilityTimeout: visibility, WaitTimeSeconds: wait } = input;
  const options = { max, visibilityTimeout: visibility === undefined ? undefined : visibility * 1000 };
  const { ReceiveRequestAttemptId: attempt } = input;
  if (attempt !== undefined) {
    if (!queue.settings.fifo) throw wrongQueueType("ReceiveRequestAttemptId", attempt);
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
  // Only a short poll of a standard queue is told. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
  if (messages.length === 0 && waitTime === 0 && !queue.settings.fifo && isFull(context, queue))
    throw new AwsError("OverLimit", `Queue ${queue.name} has too many messages in flight.`);
  if (messages.length > 0 || waitTime === 0) return finish(messages);
  return waitForMessages(context, queue, options, waitTime).then(finish);
}

function answer(messages: readonly ReceivedMessage[], input: ReceiveMessageRequest): object {
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
