import type { Log } from "@tributary/bus/log";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import { isFhirError } from "@tributary/healthlake/fhir-error";
import type { Ledger, ListedResource } from "../ledger/ledger.ts";
import type { ReconcileCursor, ReconcileRequest } from "../operator/operator-request.ts";
import { publishFound, tally } from "../versions/publish-found.ts";
import type { PublishVersions } from "../versions/publish-versions.ts";
import { isCaptured } from "../versions/resource-changes.ts";

/** Dependencies of `compareDatastore`. */
export interface ComparisonDependencies {
  readonly datastoreId: string;
  readonly client: Pick<FhirClient, "searchPages" | "supportedTypes">;
  readonly ledger: Ledger;
  readonly publishVersions: PublishVersions;
  readonly log: Log;
  readonly hash: (text: string) => string;
  readonly now: () => number;
}

/** Counts of a comparison for one type. */
export interface TypeCounts {
  /** Resources in the data store; one that was written meanwhile may count twice. */
  listed: number;
  /** Versions that had not been published, and are now. */
  repaired: number;
  /** Of these, deletions. */
  tombstones: number;
  /** Resources of the ledger that the search did not find and that are not deleted: the index lags, or they are erased. */
  unindexed: number;
  quarantined: number;
}

/** The result of one slice; without a cursor the comparison is over. */
export interface ComparisonSlice {
  readonly counts: Readonly<Record<string, TypeCounts>>;
  readonly cursor?: ReconcileCursor;
}

/** The most a search takes for `_id`, and a page holds. */
const PAGE = 100;

/** Resources of the ledger that are looked at between two looks at the time: tombstones alone fill no page. */
const LOOKED_AT = 5_000;

/** When a slice ends, in epoch milliseconds. */
export interface SliceTimes {
  /** After this no further page is begun; at least one is. */
  readonly lastPageBy: number;
  /** By then what was begun has to be published. */
  readonly deadline: number;
}

interface Options extends SliceTimes {
  readonly dependencies: ComparisonDependencies;
  /** Has a type of several that the data store refuses compared by itself; without it, that fails the slice. */
  readonly apart?: (resourceType: string) => Promise<void>;
}

/**
 * Compares the data store with the ledger, type by type, until everything is compared or the time is over. Publishes what
 * the store lists and the ledger lacks; then asks the store for each resource that the ledger knows, and publishes
 * deletions. Holds at most a page in memory. Rejects when the store or the bus fails; then retry the slice.
 */
export async function compareDatastore(request: ReconcileRequest, options: Options): Promise<ComparisonSlice> {
  const all = request.types ?? (await options.dependencies.client.supportedTypes());
  const types = all.filter(isCaptured);
  const counts: Record<string, TypeCounts> = {};
  const { cursor } = request;
  const first = cursor === undefined ? 0 : Math.max(0, types.indexOf(cursor.resourceType));
  for (const [index, resourceType] of types.slice(first).entries()) {
    const own = { listed: 0, repaired: 0, tombstones: 0, unindexed: 0, quarantined: 0 };
    const from = index === 0 && cursor ? cursor : { resourceType };
    const place = await reconcileType(from, own, options).catch(async error => {
      if (types.length === 1 || options.apart === undefined || !isRefused(error)) throw error;
      await options.apart(resourceType);
      return undefined;
    });
    if (Object.values(own).some(count => count > 0)) counts[resourceType] = own;
    if (place !== undefined) return { counts, cursor: place };
    const next = types[first + index + 1];
    if (next !== undefined && isOver(options)) return { counts, cursor: { resourceType: next } };
  }
  return { counts };
}

/** Where to go on; undefined when the type is done. */
async function reconcileType(
  from: ReconcileCursor,
  counts: TypeCounts,
  options: Options,
): Promise<ReconcileCursor | undefined> {
  const { resourceType } = from;
  if (from.knownTo === undefined) {
    const listedTo = await compareListing(from, counts, options);
    if (listedTo !== undefined) return { resourceType, listedTo };
    if (isOver(options)) return { resourceType, knownTo: "" };
  }
  const knownTo = await compareLedger(from, counts, options);
  return knownTo === undefined ? undefined : { resourceType, knownTo };
}

/** Where to go on, by the time of the last page: writes meanwhile come behind it. */
async function compareListing(
  { resourceType, listedTo }: ReconcileCursor,
  counts: TypeCounts,
  options: Options,
): Promise<string | undefined> {
  const criteria = { _sort: "_lastUpdated", _count: PAGE, ...(listedTo && { _lastUpdated: `ge${listedTo}` }) };
  for await (const { matches } of options.dependencies.client.searchPages(resourceType as "Patient", criteria)) {
    const { published, quarantined } = await publishFound(matches, { origin: "reconcile" }, options);
    counts.listed += matches.length;
    counts.repaired += published;
    counts.quarantined += quarantined;
    const last = matches.at(-1)?.meta?.lastUpdated;
    if (isOver(options) && last !== undefined && last !== listedTo) return last;
  }
  return undefined;
}

async function compareLedger(
  { resourceType, knownTo }: ReconcileCursor,
  counts: TypeCounts,
  options: Options,
): Promise<string | undefined> {
  const { ledger, datastoreId } = options.dependencies;
  let page: ListedResource[] = [];
  let lookedAt = 0;
  for await (const known of ledger.list(datastoreId, resourceType, knownTo || undefined)) {
    lookedAt++;
    if (!known.head.deleted) page.push(known);
    if (page.length < PAGE && lookedAt < LOOKED_AT) continue;
    if (page.length > 0) await askFor(resourceType, page, counts, options);
    if (isOver(options)) return known.cursor;
    page = [];
    lookedAt = 0;
  }
  if (page.length > 0) await askFor(resourceType, page, counts, options);
  return undefined;
}

/** A resource that the search leaves out is read by its id: gone, or not yet indexed. */
async function askFor(
  resourceType: string,
  known: readonly ListedResource[],
  counts: TypeCounts,
  options: Options,
): Promise<void> {
  const { client, publishVersions } = options.dependencies;
  const missing = new Set(known.map(({ id }) => id));
  const criteria = { _id: known.map(({ id }) => id).join(","), _count: PAGE };
  for await (const { matches } of client.searchPages(resourceType as "Patient", criteria))
    for (const { id } of matches) missing.delete(id ?? "");
  if (missing.size === 0) return;
  const notices = [...missing].map(id => ({ resourceType, id, origin: "reconcile" as const }));
  const {
    published,
    known: unindexed,
    quarantined,
  } = tally(await publishVersions(notices, { deadline: options.deadline }));
  counts.repaired += published;
  counts.unindexed += unindexed;
  counts.quarantined += quarantined;
  const keys = notices.map(({ id }) => ({ datastoreId: options.dependencies.datastoreId, resourceType, id }));
  const heads = await options.dependencies.ledger.heads(keys);
  counts.tombstones += heads.filter(head => head?.deleted).length;
}

/** Whether the data store refuses to search a type, perhaps only this one. */
export function isRefused(error: unknown): boolean {
  return isFhirError(error, "bad-request", "forbidden", "not-found", "unprocessable", "rejected");
}

function isOver({ dependencies, lastPageBy }: Options): boolean {
  return dependencies.now() >= lastPageBy;
}
