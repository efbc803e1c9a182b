import type { Violation } from "@tributary/contract/event-contract";
import type { Head, ResourceKey, StoredVersion } from "../ledger/ledger.ts";
import type { ResourceChange } from "./resource-changes.ts";
import type { NoticeOutcome, ResourceNotice } from "./resource-notice.ts";

/** The work on one resource of a batch, and its result. */
export interface VersionTask {
  readonly key: ResourceKey;
  /** The one that speaks for all notices of the batch about this resource. */
  readonly notice: ResourceNotice;
  /** When the latest of the changes happened that those notices tell of, where they say so. */
  readonly at: number | undefined;
  /** The newest version that the sources know of, where all of those notices say so. */
  readonly told: number | undefined;
  /** As the ledger had it when the versions were read. */
  head?: Head | undefined;
  /** Still to be published, ascending. */
  left: ResourceChange[];
  /** Of the claim that is held. */
  fence?: string | undefined;
  /** Another holds the resource until then. */
  heldUntil?: number | undefined;
  readonly published: number[];
  readonly violations: Violation[];
  suppressed: number;
  /** The newest version that is accounted for, until the ledger knows it. */
  reached?: StoredVersion | undefined;
  /** Whether the history may show a later deletion yet. */
  isBehind?: boolean;
  /** Why the notice must come again. */
  error?: string;
}

/** Marks a version as accounted for, so that the next may follow. */
export function account(task: VersionTask, { version }: ResourceChange, as: "published" | "quarantined"): void {
  task.left.shift();
  task.reached = version;
  if (as === "published") task.published.push(version.versionId);
}

/** The outcome of the notice that spoke for the others. */
export function outcomeOf({ error, violations, published, suppressed }: VersionTask): NoticeOutcome {
  if (error !== undefined) return { outcome: "failed", error };
  if (violations.length > 0) return { outcome: "quarantined", violations };
  return { outcome: "done", published, suppressed };
}

/** The outcome of a notice that another spoke for. */
export function copyOf(task: VersionTask): NoticeOutcome {
  const outcome = outcomeOf(task);
  return outcome.outcome === "done" ? { outcome: "done", published: [], suppressed: 1 } : outcome;
}

/**
 * The notice that speaks for all about a resource: one that has the resource read, as that sees the newest version, or the
 * one that brings the newest.
 */
export function speaker(
  notices: readonly ResourceNotice[],
  versionOf: (notice: ResourceNotice) => number,
): ResourceNotice {
  return notices.reduce((best, notice) => (versionOf(notice) > versionOf(best) ? notice : best));
}

/**
 * Counts for the log, by type and in all: versions that were published, and notices for which nothing was left to publish
 * (copies, another source's, or of versions that an earlier notice had published along).
 */
export function countsOf(
  notices: readonly ResourceNotice[],
  outcomes: readonly NoticeOutcome[],
): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (name: string, count: number) => {
    if (count > 0) counts[name] = (counts[name] ?? 0) + count;
  };
  for (const [index, outcome] of outcomes.entries()) {
    const { resourceType } = notices[index]!;
    if (outcome.outcome === "quarantined") add(`${resourceType}.quarantined`, 1);
    if (outcome.outcome !== "done") continue;
    const published = outcome.published.length;
    const suppressed = published === 0 && outcome.suppressed > 0 ? 1 : 0;
    add("published", published);
    add("suppressed", suppressed);
    add(`${resourceType}.published`, published);
    add(`${resourceType}.suppressed`, suppressed);
  }
  return counts;
}
