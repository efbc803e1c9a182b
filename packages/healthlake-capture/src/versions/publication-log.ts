import type { Log } from "@tributary/bus/log";
import { linesOf } from "@tributary/bus/log-lines";

const PUBLISHED = "Published versions";

/** What notices led to, by type of resource. */
export interface PublicationCount {
  readonly resourceType: string;
  /** `suppressed`: what notices told was published already. */
  readonly outcome: "published" | "suppressed" | "quarantined";
  readonly count: number;
}

/** Logs what notices led to: counts alone, by outcome, and by type and outcome as `Patient.published`. */
export function logPublications(log: Log, counts: Readonly<Record<string, number>>): void {
  log.info(PUBLISHED, counts);
}

/** What notices led to, by lines of the log. */
export function publicationsIn(lines: string): PublicationCount[] {
  return linesOf(lines, PUBLISHED)
    .flatMap(fields => Object.entries(fields))
    .flatMap(([name, count]) => {
      const [resourceType, outcome] = name.split(".");
      return resourceType && isOutcome(outcome) && typeof count === "number" ? [{ resourceType, outcome, count }] : [];
    });
}

function isOutcome(text: string | undefined): text is PublicationCount["outcome"] {
  return text === "published" || text === "suppressed" || text === "quarantined";
}
