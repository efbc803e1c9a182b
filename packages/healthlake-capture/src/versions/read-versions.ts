import type { Resource, ResourceType } from "@tributary/fhir/resource";
import { HistoryBehindError } from "@tributary/healthlake/await-history";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import { isFhirError } from "@tributary/healthlake/fhir-error";
import { provenanceOf } from "@tributary/healthlake/provenance";
import type { Head, StoredVersion } from "../ledger/ledger.ts";
import { patientOf } from "./patient-of.ts";
import { isBefore, versionNumber } from "./resource-changes.ts";
import type { ResourceNotice } from "./resource-notice.ts";

/** The part of the FHIR client that reading versions needs. */
export type VersionReader = Pick<FhirClient, "read" | "history">;

/** A data store to read. */
export interface ReadDatastore {
  readonly reader: VersionReader;
  readonly datastoreId: string;
}

/** A version that cannot be placed in the order, or says too little of itself. */
export class UnfitVersionError extends Error {
  override readonly name = "UnfitVersionError";
  readonly pointer: string;

  constructor(pointer: string) {
    super(`${pointer} is not what a version must say of itself`);
    this.pointer = pointer;
  }
}

/** A resource as a read by id shows it: its current version, or that it is deleted, or that it never was. */
export type ShownVersion = StoredVersion | "deleted" | undefined;

/** The number of the version shown, if one is. */
export function numberOf(shown: ShownVersion): number | undefined {
  return typeof shown === "object" ? shown.versionId : undefined;
}

/**
 * The versions of a resource that came after its head, ascending or not, and the one before them if it is at hand; for one
 * that is to be published again, the current version and the one before it. None when there is no news, and for a resource
 * that never was. Reading by id sees what was just written, while histories may be behind (HealthLake's documentation).
 * Rejects with a FhirError, an UnfitVersionError or a HistoryBehindError.
 */
export async function readVersions(
  datastore: ReadDatastore,
  notice: ResourceNotice,
  head: Head | undefined,
  /** What a read showed just now. */
  read?: { readonly shown: ShownVersion },
): Promise<StoredVersion[]> {
  const { id, current: brought, leaveOutBefore, republish } = notice;
  const type = notice.resourceType as ResourceType; // Types that nobody knows yet are read like any other.
  const lowest = reach(head?.versionId, republish);
  const since = head === undefined ? (leaveOutBefore ?? 0) : 0;
  const current = brought ? stored(brought, datastore) : read ? read.shown : await readShown(datastore, notice);
  if (current === undefined) return [];
  if (current === "deleted") {
    const versions = await readHistory(datastore, type, id, lowest, since);
    if (!versions[0]?.deleted) throw new HistoryBehindError("The history has no deletion yet.");
    return whole(versions);
  }
  if (head !== undefined && startsAnew(current, head)) throw new UnfitVersionError("/meta/versionId");
  const isNews = head === undefined || current.versionId > head.versionId;
  if (!isNews && !republish) return [];
  if (current.versionId === 1 || current.versionId - 1 === head?.versionId) return [current];
  const versions = await readHistory(datastore, type, id, lowest, since);
  const newest = versions[0]?.versionId ?? 0;
  if (newest < current.versionId - 1) throw new HistoryBehindError("The history has no such version yet.");
  return whole(newest < current.versionId ? [current, ...versions] : versions);
}

/** The versions, without a gap in their numbers: what a history leaves out between two that it shows comes later. */
function whole(versions: StoredVersion[]): StoredVersion[] {
  const numbers = [...new Set(versions.map(({ versionId }) => versionId))].sort((one, other) => one - other);
  if (numbers.at(-1)! - numbers[0]! >= numbers.length)
    throw new HistoryBehindError("The history leaves out a version.");
  return versions;
}

/** How long a history may lag behind a change: HealthLake documents that histories lag, but not by how much (2026-11-29). */
export const HISTORY_LAG_MS = 120_000;

/**
 * Whether a change at that time may be missing from the versions of a deleted resource: it came after the newest deletion
 * that the history shows, and not long ago. Reading the resource does not tell which of its deletions is the last.
 */
export function mayLackDeletion(versions: readonly StoredVersion[], at: number | undefined, now: number): boolean {
  const newest = versions.reduce<StoredVersion | undefined>(
    (best, version) => (best === undefined || version.versionId > best.versionId ? version : best),
    undefined,
  );
  if (at === undefined || !newest?.deleted || Math.abs(now - at) >= HISTORY_LAG_MS) return false;
  return Date.parse(newest.lastUpdated) < at;
}

/** Times are told to the second, or to the millisecond, and perhaps by several clocks. */
const CLOCKS_MS = 60_000;

/** Whether what was written later has no higher number: then numbers order nothing, and what is new would pass for known. */
function startsAnew(current: StoredVersion, head: Head): boolean {
  const later = Date.parse(current.lastUpdated) - Date.parse(head.lastUpdated);
  return current.versionId <= head.versionId && later > CLOCKS_MS;
}

/** How far back a history is read: to the head, or to the version before it. */
function reach(head: number | undefined, republish = false): number {
  return head === undefined ? 0 : republish ? head - 1 : head;
}

/** Reads a resource by its id. Rejects as `readVersions` does. */
export async function readShown(
  datastore: ReadDatastore,
  { resourceType, id }: Pick<ResourceNotice, "resourceType" | "id">,
): Promise<ShownVersion> {
  try {
    return stored(await datastore.reader.read(resourceType as ResourceType, id), datastore);
  } catch (error) {
    if (isFhirError(error, "gone")) return "deleted";
    if (isFhirError(error, "not-found")) return undefined;
    throw error;
  }
}

/** Newest first, down to that version or the one before it, or to one from before the time from which on they matter. */
async function readHistory(
  datastore: ReadDatastore,
  type: ResourceType,
  id: string,
  lowest: number,
  since: number,
): Promise<StoredVersion[]> {
  const versions: StoredVersion[] = [];
  try {
    for await (const { change, versionId, lastUpdated, resource } of datastore.reader.history(type, id)) {
      const version =
        resource === undefined
          ? deletion(versionId, lastUpdated, change === "delete")
          : stored(resource as Resource, datastore);
      versions.push(version);
      if (version.versionId <= lowest || (versions.length > 1 && isBefore(version, since))) break;
    }
  } catch (error) {
    // Reading the resource showed that it is, or was.
    if (isFhirError(error, "not-found")) throw new HistoryBehindError("There is no history yet.", { cause: error });
    throw error;
  }
  return versions;
}

function stored(resource: Resource, { datastoreId }: ReadDatastore): StoredVersion {
  const versionId = versionNumber(resource.meta?.versionId);
  if (versionId === undefined) throw new UnfitVersionError("/meta/versionId");
  const lastUpdated = resource.meta?.lastUpdated;
  if (lastUpdated === undefined) throw new UnfitVersionError("/meta/lastUpdated");
  const provenance = provenanceOf(resource as { readonly meta?: NonNullable<Resource["meta"]> });
  const patient = patientOf(resource, datastoreId);
  return { versionId, deleted: false, lastUpdated, ...(provenance && { provenance }), ...(patient && { patient }) };
}

function deletion(versionId: string | undefined, lastUpdated: string | undefined, isDeletion: boolean): StoredVersion {
  const number = versionNumber(versionId);
  if (number === undefined) throw new UnfitVersionError("/entry/response/etag");
  if (lastUpdated === undefined) throw new UnfitVersionError("/entry/response/lastModified");
  if (!isDeletion) throw new UnfitVersionError("/entry/resource");
  return { versionId: number, deleted: true, lastUpdated };
}
