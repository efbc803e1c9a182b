import type { Resource, ResourceType } from "@tributary/fhir/resource";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import { isFhirError } from "@tributary/healthlake/fhir-error";
import { provenanceOf } from "@tributary/healthlake/provenance";
import type { Head, StoredVersion } from "./ledger.ts";
import type { ResourceNotice } from "./publish-versions.ts";
import { versionNumber } from "./resource-changes.ts";

/** The part of the client that is needed. */
export type VersionReader = Pick<FhirClient, "read" | "vread" | "history">;

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
 * The versions of a resource after the head, and the one that the head stands for if it is at hand; none for a resource
 * that never was. Reading by id sees what was just written, histories may be behind.
 * Rejects with a FhirError, an UnfitVersionError or a HistoryBehindError.
 */
export async function readVersions(
  reader: VersionReader,
  { id, current: brought, ...notice }: ResourceNotice,
  head: Head | undefined,
): Promise<StoredVersion[]> {
  const type = notice.resourceType as ResourceType; // Types that nobody knows yet are read like any other.
  const current = brought ? stored(brought) : await readCurrent(reader, type, id);
  if (current === undefined) return [];
  if (current === "deleted") {
    const versions = await readHistory(reader, type, id, head);
    if (!versions[0]?.deleted) throw new HistoryBehindError("The history has no deletion yet.");
    return versions;
  }
  if (head !== undefined && current.versionId <= head.versionId && !notice.republish) return [];
  if (current.versionId === 1 || current.versionId - 1 === head?.versionId) return [current];
  const versions = await readHistory(reader, type, id, notice.currentOnly ? "last two" : head);
  if (versions.every(({ versionId }) => versionId < current.versionId))
    throw new HistoryBehindError("The history has no such version yet.");
  return versions;
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

/** Newest first, down to the head. */
async function readHistory(
  reader: VersionReader,
  type: ResourceType,
  id: string,
  until: Head | "last two" | undefined,
): Promise<StoredVersion[]> {
  const versions: StoredVersion[] = [];
  for await (const { change, versionId, lastUpdated, resource } of reader.history(type, id)) {
    const version =
      resource === undefined ? deletion(versionId, lastUpdated, change === "delete") : stored(resource as Resource);
    versions.push(version);
    if (until === "last two" ? versions.length === 2 : until !== undefined && version.versionId <= until.versionId)
      break;
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
