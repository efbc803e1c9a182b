import { alarm } from "./alarm.ts";
import { encryptedBucket } from "./encrypted-bucket.ts";
import { day, deadLetters, encryptedQueue, refusePlainHttp, twoWeeks } from "./encrypted-queue.ts";
import { mayEncrypt } from "./key.ts";

/** Whole records that can never succeed, and batches that a stream gave up on: for a year, to be mended and redriven. */
export const quarantine = encryptedBucket("Quarantine", { keptForDays: 365 });

const reportLetters = deadLetters("QuarantineReportsDeadLetters");
refusePlainHttp("QuarantineReportsDeadLetters", reportLetters);

/** One report for each quarantined record: where it lies and what is wrong with it, without any value of it. */
export const quarantineReports = encryptedQueue("QuarantineReports", {
  letters: reportLetters,
  attempts: 5,
  visibilityTimeout: 60,
  // Operators read it, not a function.
  retention: twoWeeks,
  oldest: 7 * day,
});

refusePlainHttp("QuarantineReports", quarantineReports);

alarm("QuarantineReportsDepth", {
  description: "Records are in quarantine: correct the cause, then redrive them",
  namespace: "AWS/SQS",
  metric: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: quarantineReports.nodes.queue.name },
  atLeast: 1,
});

/** Lets a function put a record into quarantine and report it; it may use the key. */
export const mayQuarantine = [
  { actions: ["s3:PutObject"], resources: [$interpolate`${quarantine.arn}/*`] },
  { actions: ["sqs:SendMessage"], resources: [quarantineReports.arn] },
  mayEncrypt,
];
