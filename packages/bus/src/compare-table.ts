import type { PublishedStates } from "@tributary/delivery/published-states";
import type { Quarantine } from "@tributary/delivery/quarantine";
import { GIVEN_UP_AFTER_MS } from "./capture-limits.ts";
import type { ComparedTable } from "./compared-table.ts";
import type { ComparisonCursor, ComparisonRequest } from "./comparison-request.ts";
import { hex32 } from "./event-id.ts";
import type { Log } from "./log.ts";
import type { OutgoingEvent } from "./outgoing-event.ts";
import { createPace, pagePaced } from "./pace.ts";
import type { Publish } from "./publish.ts";
import { publishedState } from "./published-state.ts";
import { quarantineRecord } from "./quarantine-record.ts";
import {
  type Difference,
  differencesOfItems,
  differencesOfStates,
  type Refusal,
  stillThere,
  type TableEvents,
} from "./table-differences.ts";

/** Dependencies of `compareTable`. */
export interface ComparisonDependencies {
  readonly table: ComparedTable;
  readonly states: PublishedStates;
  readonly publish: Publish;
  readonly quarantine: Quarantine;
  readonly log: Log;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Counts of a comparison for one event. */
export interface ComparisonCounts {
  /** Things in the table. */
  listed: number;
  /** Changes that had not been published, and are now. */
  repaired: number;
  /** Of these, deletions. */
  tombstones: number;
  /** Things with a change of the last hours in the stream: it is pending, or was quarantined. */
  waiting: number;
  /** Items that can never be published. */
  quarantined: number;
}

/** The result of one slice; without a cursor the comparison is over. */
export interface ComparisonSlice {
  readonly counts: Readonly<Record<string, ComparisonCounts>>;
  readonly cursor?: ComparisonCursor;
}

/** When a slice ends, in epoch milliseconds. */
export interface ComparisonTimes {
  /** After this no further page is begun; at least one is. */
  readonly lastPageBy: number;
  /** By then what was begun has to be published. */
  readonly deadline: number;
}

interface Work extends ComparisonTimes {
  readonly events: TableEvents;
  readonly dependencies: ComparisonDependencies;
  /** The counts of a detail-type. */
  readonly of: (type: string) => ComparisonCounts;
}

/** In which list a comparison is, and after what in it. */
interface Place {
  readonly of: "items" | "states";
  readonly after?: string;
}

/** Publishing failed for now: retry the slice. */
export class ChangeNotPublishedError extends Error {
  override readonly name = "ChangeNotPublishedError";
}

const PAGE = 100;
/** What was written a moment ago is published and noted within that time, and no difference any more. */
const MOMENT_MS = 2_000;

/**
 * Compares a table with what was published of it, until everything is compared or the time is over. Publishes items that the
 * table holds and nobody was told of, then deletions of published items that the table no longer holds. Leaves changes that
 * are still in the stream, and not given up, to the capture. Holds at most a page in memory. Rejects when a service fails;
 * retrying the slice publishes the same events under the same ids.
 */
export async function compareTable(
  request: ComparisonRequest,
  events: TableEvents,
  options: ComparisonTimes & { readonly dependencies: ComparisonDependencies },
): Promise<ComparisonSlice> {
  const { states, now } = options.dependencies;
  const counts: Record<string, ComparisonCounts> = {};
  const zero = () => ({ listed: 0, repaired: 0, tombstones: 0, waiting: 0, quarantined: 0 });
  const work: Work = { ...options, events, of: type => (counts[type] ??= zero()) };
  const pace = createPace(request.rate, options.dependencies);
  const limit = pagePaced(request.rate, PAGE);
  let place = await placeAt(request.cursor, states);
  for (;;) {
    const { next, done } = await comparePage(place, limit, work);
    if (next === undefined && place.of === "states") return { counts };
    place = next === undefined ? { of: "states" } : { of: place.of, after: next };
    if (now() >= options.lastPageBy) return { counts, cursor: await keepPlace(place, states) };
    await pace(done);
  }
}

async function comparePage(
  place: Place,
  limit: number,
  work: Work,
): Promise<{ next: string | undefined; done: number }> {
  const { table, states } = work.dependencies;
  if (place.of === "items") {
    const { items, next } = await table.page(limit, place.after);
    const { listed, differences } = await differencesOfItems(items, work);
    for (const type of listed) work.of(type).listed++;
    await repair(await withoutKnownRefusals(differences, work), work);
    return { next, done: items.length };
  }
  const { states: page, next } = await states.page(limit, place.after);
  await repair(await differencesOfStates(page, work), work);
  return { next, done: page.length };
}

/** Looks again a moment later, then at the stream; publishes or quarantines what is missing for good. */
async function repair(differences: readonly Difference[], work: Work): Promise<void> {
  const { table, sleep, now } = work.dependencies;
  if (differences.length === 0) return;
  await sleep(MOMENT_MS);
  const left = await stillThere(differences, work);
  if (left.length === 0) return;
  const onTheWay = await table.inStream(
    left.map(({ key }) => key),
    { since: now() - GIVEN_UP_AFTER_MS, deadline: work.deadline },
  );
  for (const [index, { type }] of left.entries()) if (onTheWay[index]) work.of(type).waiting++;
  const missing = left.filter((_, index) => !onTheWay[index]);
  await publishMissing(
    missing.flatMap(({ event }) => event ?? []),
    work,
  );
  for (const difference of missing) if (difference.refusal) await setAside(difference, difference.refusal, work);
}

async function publishMissing(events: readonly OutgoingEvent[], work: Work): Promise<void> {
  const { publish, states } = work.dependencies;
  const outcomes = await publish(events, { deadline: work.deadline });
  for (const [index, event] of events.entries()) {
    const outcome = outcomes[index];
    if (outcome?.outcome !== "published")
      throw new ChangeNotPublishedError(
        `Publishing failed: ${outcome?.outcome === "failed" ? outcome.code : outcome?.outcome}.`,
      );
    // The bus brings it back to be noted, too; until then another comparison would find it missing.
    await states.record(publishedState({ ...event, metadata: event }));
    const counts = work.of(event.contract.detailType);
    counts.repaired++;
    if ((event.data as { readonly change?: unknown }).change === "deleted") counts.tombstones++;
  }
}

/** Without the items that lie in quarantine as they are now, which are counted. */
async function withoutKnownRefusals(differences: readonly Difference[], work: Work): Promise<readonly Difference[]> {
  const { states } = work.dependencies;
  const left: Difference[] = [];
  for (const difference of differences) {
    const { refusal, type } = difference;
    if (refusal === undefined || (await states.note(refusedName(difference))) !== fingerprint(refusal)) {
      left.push(difference);
      continue;
    }
    await states.keepNote(refusedName(difference), fingerprint(refusal)); // Notes are forgotten in the end.
    work.of(type).quarantined++;
  }
  return left;
}

async function setAside(difference: Difference, refusal: Refusal, work: Work): Promise<void> {
  const { states, quarantine, log } = work.dependencies;
  await quarantineRecord(refusal.record, refusal.reasons, { service: work.events.service, quarantine, log });
  await states.keepNote(refusedName(difference), fingerprint(refusal));
  work.of(difference.type).quarantined++;
}

function refusedName({ key, type }: Difference): string {
  return `refused|${type}|${JSON.stringify(key)}`;
}

/** Of the item, but not of the day on which it was looked at. */
function fingerprint({ record, reasons }: Refusal): string {
  return hex32(JSON.stringify([(record as { readonly eventID?: unknown }).eventID, reasons]));
}

async function keepPlace(place: Place, states: PublishedStates): Promise<ComparisonCursor> {
  const text = JSON.stringify(place);
  const name = hex32(text);
  await states.keepNote(`place|${name}`, text);
  return { place: name };
}

/** The beginning, when the place is forgotten: comparing twice publishes nothing twice. */
async function placeAt(cursor: ComparisonCursor | undefined, states: PublishedStates): Promise<Place> {
  const text = cursor && (await states.note(`place|${cursor.place}`));
  return text === undefined ? { of: "items" } : (JSON.parse(text) as Place);
}
