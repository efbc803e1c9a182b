import { type Grant, mayEncrypt } from "../function/grant.ts";
import { day, deadLetters, encryptedQueue, refusePlainHttp, twoWeeks } from "../queue/encrypted-queue.ts";
import { alarm } from "../stack/alarm.ts";
import type { Stack } from "../stack/create-stack.ts";
import { existingBucket, type Linkable } from "../stack/existing.ts";
import { oncePerStack } from "../stack/once-per-stack.ts";
import { encryptedBucket } from "./encrypted-bucket.ts";

/** Where whole records go that can never succeed, and the reports of them. */
export interface Quarantine {
  readonly bucket: Linkable;
  readonly reports: sst.aws.Queue;
}

/** The quarantine of the stack, for a year; its reports say where each record lies and what is wrong, without any value of it. */
export const quarantine: (stack: Stack) => Quarantine = oncePerStack(stack => {
  const given = stack.buckets.quarantine;
  const bucket =
    given === undefined
      ? encryptedBucket(stack, "Quarantine", { keptForDays: 365 })
      : existingBucket(stack, "Quarantine", given);
  const letters = deadLetters(stack, "QuarantineReportsDeadLetters");
  refusePlainHttp(stack, "QuarantineReportsDeadLetters", letters);
  const reports = encryptedQueue(stack, "QuarantineReports", {
    letters,
    attempts: 5,
    visibilityTimeout: 60,
    // Operators read it, not a function.
    retention: twoWeeks,
    oldest: 7 * day,
  });
  refusePlainHttp(stack, "QuarantineReports", reports);
  alarm(stack, "QuarantineReportsDepth", {
    description: "Records are in quarantine: correct the cause, then redrive them",
    namespace: "AWS/SQS",
    metric: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: reports.nodes.queue.name },
    atLeast: 1,
  });
  return { bucket, reports };
});

/** Lets a function put a record into quarantine and report it; it may use the key. */
export function mayQuarantine(stack: Stack): Grant {
  const { bucket, reports } = quarantine(stack);
  return {
    link: [bucket, reports],
    permissions: [
      { actions: ["s3:PutObject"], resources: [$interpolate`${bucket.arn}/*`] },
      { actions: ["sqs:SendMessage"], resources: [reports.arn] },
      mayEncrypt(stack),
    ],
  };
}
