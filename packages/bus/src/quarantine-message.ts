import type { Quarantine, QuarantineReason } from "@tributary/delivery/quarantine";
import type { SQSRecord } from "aws-lambda";
import type { Log } from "./log.ts";
import { logQuarantined } from "./quarantine-log.ts";
import { tellOutcome } from "./tell-outcome.ts";

/** Quarantines a message that can never be handled. Rejects if that fails; the message must then be redelivered. */
export async function quarantineMessage(
  record: SQSRecord,
  reason: QuarantineReason,
  { service, quarantine, log }: { service: string; quarantine: Quarantine; log: Log },
): Promise<void> {
  // The message's own time, so that every try finds the same key.
  const sentAt = Number(record.attributes?.SentTimestamp);
  const at = Number.isSafeInteger(sentAt) ? sentAt : 0;
  const report = await quarantine({ source: service, body: record.body, at }, reason);
  logQuarantined(log, report);
  const { contract, violations } = report;
  tellOutcome({
    ...{ outcome: "quarantined", messageId: record.messageId, violations },
    ...(contract === null ? {} : { contract }),
  });
}
