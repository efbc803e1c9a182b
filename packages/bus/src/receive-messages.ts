import { errorName } from "@tributary/contract/error-name";
import type { Validation, Violation } from "@tributary/contract/event-contract";
import { type BatchResponse, queueResponse } from "@tributary/delivery/batch-response";
import type { Quarantine } from "@tributary/delivery/quarantine";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import type { Log } from "./log.ts";
import { quarantineMessage } from "./quarantine-message.ts";
import type { RemainingTime } from "./remaining-time.ts";
import { tellOutcome } from "./tell-outcome.ts";

/** The outcome of a message: handled; to be redelivered, with a reason; or permanently failed. */
export type MessageOutcome =
  | { readonly outcome: "done" }
  | { readonly outcome: "failed"; readonly error: string }
  | { readonly outcome: "refused"; readonly violations: readonly Violation[] };

/** The ports of a receiver; a service adds what its handler needs. */
export interface ReceiverDependencies {
  readonly quarantine: Quarantine;
  readonly log: Log;
}

/** Kept back from the invocation's time, to quarantine and to answer. */
const RESERVED_MS = 1_000;

/**
 * A Lambda handler for a queue of messages without a contract: AWS's own, or a service's to itself. Decodes each message and
 * quarantines malformed ones. Handles the rest of the batch at once, and reports failures message by message. `dependencies`
 * is called once, by the first invocation.
 */
export function receiveMessages<Message, Dependencies extends ReceiverDependencies>(options: {
  /** Part of the object keys of quarantined records. */
  readonly service: string;
  /** The message in the parsed body, or what is wrong with it. */
  readonly decode: (body: unknown) => Validation<Message>;
  /** Outcomes in the order of the messages; when it rejects, all come again. `deadline` in epoch milliseconds. */
  readonly handle: (
    messages: readonly Message[],
    options: { readonly dependencies: Dependencies; readonly deadline: number },
  ) => Promise<readonly MessageOutcome[]>;
  readonly dependencies: () => Dependencies;
}): (batch: SQSEvent, context: RemainingTime) => Promise<BatchResponse> {
  const { service, decode, handle } = options;
  let dependencies: Dependencies | undefined;

  return async ({ Records: records }, context) => {
    dependencies ??= options.dependencies();
    const { quarantine, log } = dependencies;
    const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVED_MS;
    const decoded = records.map(({ body }) => decodeText(body, decode));
    const messages = decoded.flatMap(one => (one.valid ? [one.value] : []));
    const outcomes = [...(await handleAll(messages))];

    const ended = await Promise.all(
      records.map(async (record, index) => {
        const one = decoded[index]!;
        const outcome: MessageOutcome = one.valid ? outcomes.shift()! : { outcome: "refused", ...one };
        return { id: record.messageId, failed: !(await end(record, outcome)) };
      }),
    );
    return queueResponse(ended);

    async function handleAll(all: readonly Message[]): Promise<readonly MessageOutcome[]> {
      if (all.length === 0) return [];
      try {
        return await handle(all, { dependencies: dependencies!, deadline });
      } catch (error) {
        tellOutcome({ outcome: "failed", error });
        return all.map(() => ({ outcome: "failed", error: errorName(error) }));
      }
    }

    /** Whether the message need not come again. */
    async function end(record: SQSRecord, outcome: MessageOutcome): Promise<boolean> {
      const comesAgain = (error: string) => {
        log.warn("A message failed; it will come again", { messageId: record.messageId, error });
        return false;
      };
      if (outcome.outcome === "done") return true;
      if (outcome.outcome === "failed") return comesAgain(outcome.error);
      try {
        await quarantineMessage(record, { violations: outcome.violations }, { service, quarantine, log });
        return true;
      } catch (error) {
        return comesAgain(errorName(error));
      }
    }
  };
}

function decodeText<Message>(text: string, decode: (body: unknown) => Validation<Message>): Validation<Message> {
  try {
    return decode(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { valid: false, violations: [{ pointer: "", keyword: "format", message: "must be JSON" }] };
  }
}
