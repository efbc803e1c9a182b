import { createCloud } from "@tributary/local-cloud/cloud";
import { virtualClock } from "@tributary/local-cloud/kernel/clock";
import { sqsService } from "@tributary/local-cloud/services/sqs/service";

/** A cloud on a virtual clock whose remaining work the test sets, with a queue of messages that ask for another look. */
export function openWatched() {
  const clock = virtualClock();
  const cloud = createCloud({
    ...{ services: [sqsService], storage: "memory", region: "us-east-1", account: "000000000000", clock },
  });
  const createQueue = (QueueName: string) =>
    (cloud.context.call("sqs", "CreateQueue", { QueueName }) as { QueueUrl: string }).QueueUrl;
  const lookingAgain = createQueue("windows");
  const send = (DelaySeconds: number) =>
    cloud.context.call("sqs", "SendMessage", { QueueUrl: lookingAgain, MessageBody: "{}", DelaySeconds });
  let work: Record<string, number> = {};
  const stop = new AbortController();
  return {
    ...{ cloud, clock, createQueue, lookingAgain, send, stop },
    watched: { context: cloud.context, pending: () => work },
    leaves(left: Record<string, number>) {
      work = left;
      cloud.context.signals.notify("engine");
    },
  };
}
