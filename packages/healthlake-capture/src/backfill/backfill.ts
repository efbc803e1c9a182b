import { createPace, pagePaced } from "@tributary/bus/pace";
import type { ComparisonDependencies, SliceTimes } from "../comparison/compare-datastore.ts";
import type { BackfillCursor, BackfillRequest } from "../operator/operator-request.ts";
import { publishFound } from "../versions/publish-found.ts";

/** Dependencies of `backfill`. */
export interface BackfillDependencies extends Pick<ComparisonDependencies, "client" | "publishVersions" | "now"> {
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Counts of a backfill for one type. */
export interface BackfillCounts {
  found: number;
  published: number;
  /** Published before, and therefore not again. */
  known: number;
  quarantined: number;
}

/** The result of one slice; without a cursor the backfill is over. */
export interface BackfillSlice {
  readonly counts: Readonly<Record<string, BackfillCounts>>;
  readonly cursor?: BackfillCursor;
}

const PAGE = 100;

/**
 * Notices of what was written within that time may be on their way yet: EventBridge tries a target for a day.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
const NOTICES_MS = 24 * 60 * 60 * 1_000;

/**
 * Publishes the current version of each resource that was last written since a time, as an event of origin `backfill`, and of
 * one of which nothing was published also its versions of the last day, until all is published or the time is over. Never faster than the rate. Rejects when the store or the bus fails; then the slice
 * is to be repeated, which publishes nothing twice.
 */
export async function backfill(
  request: BackfillRequest,
  options: SliceTimes & { readonly dependencies: BackfillDependencies },
): Promise<BackfillSlice> {
  const { dependencies, lastPageBy } = options;
  const counts: Record<string, BackfillCounts> = {};
  const first = request.cursor === undefined ? 0 : request.types.indexOf(request.cursor.resourceType);
  const leaveOutBefore = dependencies.now() - NOTICES_MS;
  const notice = { origin: "backfill" as const, leaveOutBefore, republish: request.republish === true };
  for (const [index, resourceType] of request.types.slice(first).entries()) {
    const own = { found: 0, published: 0, known: 0, quarantined: 0 };
    counts[resourceType] = own;
    const since = index === 0 && request.cursor ? request.cursor.since : request.since;
    const within = [`ge${since}`, ...(request.until === undefined ? [] : [`lt${request.until}`])];
    const criteria = { _lastUpdated: within, _sort: "_lastUpdated", _count: pagePaced(request.rate, PAGE) };
    const pace = createPace(request.rate, dependencies);
    for await (const { matches } of dependencies.client.searchPages(resourceType as "Patient", criteria)) {
      const { published, known, quarantined } = await publishFound(matches, notice, options);
      own.found += matches.length;
      own.published += published;
      own.known += known;
      own.quarantined += quarantined;
      const last = matches.at(-1)?.meta?.lastUpdated;
      if (dependencies.now() >= lastPageBy && last !== undefined && last !== since)
        return { counts, cursor: { resourceType, since: last } };
      await pace(matches.length);
    }
    const next = request.types[first + index + 1];
    if (next !== undefined && dependencies.now() >= lastPageBy)
      return { counts, cursor: { resourceType: next, since: request.since } };
  }
  return { counts };
}
