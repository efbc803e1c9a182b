import { type Grant, mayEncrypt } from "../function/grant.ts";
import { day, deadLetters, encryptedQueue, refusePlainHttp, twoWeeks } from "../queue/encrypted-queue.ts";
import { alarm } from "../stack/alarm.ts";
import type { Stack } from "../stack/create-stack.ts";
import { existingBucket, type Linkable } from "../stack/existing.ts";
import { oncePerStack } from "../stack/once-per-stack.ts";
import { encryptedBucket } from "./encrypted-bucket.ts";

/** The bucket for records that can never succeed, kept whole, and the queue of reports about them. */
export interface Quarantine {
  readonly bucket: Linkable;
  readonly reports: sst.aws.Queue;
}

/** The stack's quarantine; it keeps records for a year. A report says where its record is and what is wrong, and quotes no value. */
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
    // Read by operators, not by a function.
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

/** Lets a function quarantine a record and report it, and use the key for both. */
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
