import type { Quarantine, QuarantineReason } from "@tributary/delivery/quarantine";
import type { Log } from "./log.ts";
import { tellOutcome } from "./tell-outcome.ts";

/** Quarantines a stream record that can never become an event, with all the reasons; does nothing without a reason. */
export async function quarantineRecord(
  record: unknown,
  reasons: readonly QuarantineReason[],
  { service, quarantine, log }: { service: string; quarantine: Quarantine; log: Log },
): Promise<void> {
  const [first] = reasons;
  if (first === undefined) return;
  const reason = { ...first, violations: reasons.flatMap(({ violations }) => violations) };
  const report = await quarantine({ source: service, body: JSON.stringify(record), at: createdAt(record) }, reason);
  log.error("Quarantined a stream record", { recordId: report.recordId, contract: report.contract ?? "unknown" });
  const { contract, violations } = report;
  tellOutcome({ outcome: "quarantined", violations, ...(contract === null ? {} : { contract }) });
}

/** The record's own time, so that every try finds the same key; the epoch when it does not say. */
function createdAt(record: unknown): number {
  const { dynamodb } = (record ?? {}) as { dynamodb?: { ApproximateCreationDateTime?: unknown } };
  const seconds = dynamodb?.ApproximateCreationDateTime;
  return typeof seconds === "number" && Math.abs(seconds) <= 8.64e12 ? seconds * 1000 : 0;
}
