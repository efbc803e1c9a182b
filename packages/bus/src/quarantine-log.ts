import type { QuarantineReport } from "@tributary/delivery/quarantine";
import type { Log } from "./log.ts";
import { linesOf } from "./log-lines.ts";

const QUARANTINED = "Quarantined a message";

/** Logs that a message is set aside: where its record is found, and nothing of its content. */
export function logQuarantined(
  log: Log,
  { recordId, contract }: Pick<QuarantineReport, "recordId" | "contract">,
): void {
  log.error(QUARANTINED, { recordId, contract: contract ?? "unknown" });
}

/** How many messages were set aside, by lines of the log. */
export function quarantinedIn(lines: string): number {
  return linesOf(lines, QUARANTINED).length;
}
