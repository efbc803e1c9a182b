import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { bearingOn, type SubjectNames } from "./subject-names.ts";

/** Options of `eraseMessages`. */
export interface EraseMessagesOptions {
  readonly sqs: SQSClient;
  readonly apply: boolean;
  readonly pace: (done: number) => Promise<void>;
  /** Seconds that a receive waits, so that it asks all of a queue's servers. */
  readonly waitSeconds: number;
}

/** What a queue holds about a subject. */
export interface MessageFindings {
  /** Messages about it; after an erasure, those erased. */
  readonly found: number;
  /** Messages that hold records of others as well: they are left. */
  readonly shared: number;
  readonly unreadable: number;
  /** Messages that somebody else had received when the search began. */
  readonly hidden: number;
}

/**
 * How long messages stay hidden if the search dies; otherwise they become visible at its end.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export const HIDDEN_SECONDS = 600;
const BATCH = 10;

/**
 * Reads every message of a queue that nothing reads, and with `apply` deletes those about a subject. SQS shows messages only
 * to a receiver, so all are hidden while the search lasts.
 */
export async function eraseMessages(
  QueueUrl: string,
  names: SubjectNames,
  { sqs, apply, pace, waitSeconds }: EraseMessagesOptions,
): Promise<MessageFindings> {
  const hidden = await hiddenIn(QueueUrl, sqs);
  const counts = { found: 0, shared: 0, unreadable: 0 };
  const seen = new Set<string>();
  const held: string[] = [];
  try {
    for (;;) {
      const receive = { QueueUrl, MaxNumberOfMessages: BATCH, VisibilityTimeout: HIDDEN_SECONDS };
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ ...receive, WaitTimeSeconds: waitSeconds }));
      const fresh = Messages.filter(({ MessageId = "" }) => !seen.has(MessageId));
      // What comes again was hidden for its time: the search has gone round.
      if (fresh.length === 0) break;
      for (const { MessageId = "", ReceiptHandle = "", Body = "" } of Messages) {
        seen.add(MessageId);
        const { about } = bearingOn(Body, names);
        if (about === "subject") counts.found++;
        if (about === "part") counts.shared++;
        if (about === "unreadable") counts.unreadable++;
        if (about === "subject" && apply) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        else held.push(ReceiptHandle);
      }
      await pace(Messages.length);
    }
  } finally {
    await release(QueueUrl, held, sqs);
  }
  return { ...counts, hidden };
}

async function hiddenIn(QueueUrl: string, sqs: SQSClient): Promise<number> {
  const ask = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessagesNotVisible"] });
  return Number((await sqs.send(ask)).Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0);
}

/** Shows messages again; those for which that fails come back by themselves. */
async function release(QueueUrl: string, handles: readonly string[], sqs: SQSClient): Promise<void> {
  for (let from = 0; from < handles.length; from += BATCH) {
    const Entries = handles
      .slice(from, from + BATCH)
      .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })).catch(() => undefined);
  }
}
