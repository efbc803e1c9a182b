import type { Resource, ResourceType } from "@tributary/fhir/resource";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import { isFhirError } from "@tributary/healthlake/fhir-error";
import { provenanceOf } from "@tributary/healthlake/provenance";
import type { Head, StoredVersion } from "./ledger.ts";
import { isBefore, versionNumber } from "./resource-changes.ts";
import type { ResourceNotice } from "./resource-notice.ts";

/** The part of the client that is needed. */
export type VersionReader = Pick<FhirClient, "read" | "history">;

/** A version that cannot be placed in the order, or says too little of itself. */
export class UnfitVersionError extends Error {
  override readonly name = "UnfitVersionError";
  readonly pointer: string;

  constructor(pointer: string) {
    super(`${pointer} is not what a version must say of itself`);
    this.pointer = pointer;
  }
}

/** History does not show yet what reading the resource shows; later it will. */
export class HistoryBehindError extends Error {
  override readonly name = "HistoryBehindError";
}

/**
 * The versions of a resource that came after its head, ascending or not, and the one before them if it is at hand; for one
 * that is to be published again, the current version and the one before it. None when there is no news, and for a resource
 * that never was. Reading by id sees what was just written, while histories may be behind (HealthLake's documentation).
 * Rejects with a FhirError, an UnfitVersionError or a HistoryBehindError.
 */
export async function readVersions(
  reader: VersionReader,
  { id, current: brought, leaveOutBefore, republish, ...notice }: ResourceNotice,
  head: Head | undefined,
): Promise<StoredVersion[]> {
  const type = notice.resourceType as ResourceType; // Types that nobody knows yet are read like any other.
  const lowest = reach(head?.versionId, republish);
  const since = head === undefined ? (leaveOutBefore ?? 0) : 0;
  const current = brought ? stored(brought) : await readCurrent(reader, type, id);
  if (current === undefined) return [];
  if (current === "deleted") {
    const versions = await readHistory(reader, type, id, lowest, since);
    if (!versions[0]?.deleted) throw new HistoryBehindError("The history has no deletion yet.");
    return versions;
  }
  if (head !== undefined && startsAnew(current, head)) throw new UnfitVersionError("/meta/versionId");
  const isNews = head === undefined || current.versionId > head.versionId;
  if (!isNews && !republish) return [];
  if (current.versionId === 1 || current.versionId - 1 === head?.versionId) return [current];
  const versions = await readHistory(reader, type, id, lowest, since);
  const newest = versions[0]?.versionId ?? 0;
  if (newest < current.versionId - 1) throw new HistoryBehindError("The history has no such version yet.");
  return newest < current.versionId ? [current, ...versions] : versions;
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

async function readCurrent(reader: VersionReader, type: ResourceType, id: string) {
  try {
    return stored(await reader.read(type, id));
  } catch (error) {
    if (isFhirError(error, "gone")) return "deleted";
    if (isFhirError(error, "not-found")) return undefined;
    throw error;
  }
}

/** Newest first, down to that version or the one before it, or to one from before the time from which on they matter. */
async function readHistory(
  reader: VersionReader,
  type: ResourceType,
  id: string,
  lowest: number,
  since: number,
): Promise<StoredVersion[]> {
  const versions: StoredVersion[] = [];
  for await (const { change, versionId, lastUpdated, resource } of reader.history(type, id)) {
    const version =
      resource === undefined ? deletion(versionId, lastUpdated, change === "delete") : stored(resource as Resource);
    versions.push(version);
    if (version.versionId <= lowest || (versions.length > 1 && isBefore(version, since))) break;
  }
  return versions;
}

function stored(resource: Resource): StoredVersion {
  const versionId = versionNumber(resource.meta?.versionId);
  if (versionId === undefined) throw new UnfitVersionError("/meta/versionId");
  const lastUpdated = resource.meta?.lastUpdated;
  if (lastUpdated === undefined) throw new UnfitVersionError("/meta/lastUpdated");
  const provenance = provenanceOf(resource as { readonly meta?: NonNullable<Resource["meta"]> });
  return { versionId, deleted: false, lastUpdated, ...(provenance && { provenance }) };
}

function deletion(versionId: string | undefined, lastUpdated: string | undefined, isDeletion: boolean): StoredVersion {
  const number = versionNumber(versionId);
  if (number === undefined) throw new UnfitVersionError("/entry/response/etag");
  if (lastUpdated === undefined) throw new UnfitVersionError("/entry/response/lastModified");
  if (!isDeletion) throw new UnfitVersionError("/entry/resource");
  return { versionId: number, deleted: true, lastUpdated };
}
