import type { FhirResourceChangedV1Detail } from "@tributary/contracts/fhir-resource-changed.v1";
import { PermanentError } from "@tributary/delivery/permanent-error";
import type { Resource, ResourceType } from "@tributary/fhir/resource";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import { isFhirError } from "@tributary/healthlake/fhir-error";
import { partitionOf } from "./resource-owner.ts";
import type { TimelineStore } from "./store.ts";
import { fhirEntry } from "./timeline.ts";

/** What taking changes of FHIR resources takes. */
export interface FhirChangeDependencies {
  readonly timeline: TimelineStore;
  readonly client: Pick<FhirClient, "read" | "vread" | "history">;
}

/**
 * Keeps the newest version of a resource with its patient: reads the version that the event tells, to know whose it is, and
 * the one before, to take it from whom it was about until then.
 */
export async function applyFhirChange(
  event: FhirResourceChangedV1Detail,
  { timeline, client }: FhirChangeDependencies,
): Promise<void> {
  const { change } = event.data;
  const content = change === "deleted" ? await lastContent(event, client) : await toldVersion(event, client);
  const partition = content && partitionOf(content);
  if (partition !== undefined) await timeline.apply(fhirEntry(event, partition));
  if (change !== "updated") return;
  const previous = await previousVersion(event, client);
  const left = previous && partitionOf(previous);
  if (left !== undefined && left !== partition) await timeline.apply({ ...fhirEntry(event, left), deleted: true });
}

/** History lags behind writes, which reading by id does not: what it does not show yet may be the current version. */
async function toldVersion({ data }: FhirResourceChangedV1Detail, client: FhirChangeDependencies["client"]) {
  const type = data.key.resourceType as ResourceType;
  try {
    return await client.vread(type, data.key.id, data.versionId);
  } catch (error) {
    if (!isFhirError(error, "not-found", "gone")) throw error;
    const current = await unlessGone(client.read(type, data.key.id));
    if (current?.meta?.versionId === data.versionId) return current;
    const violation = { pointer: "/data/versionId", keyword: "exists", message: "must be a version in the data store" };
    throw new PermanentError("The data store has no such version.", [violation], { cause: error });
  }
}

async function previousVersion({ data }: FhirResourceChangedV1Detail, client: FhirChangeDependencies["client"]) {
  const { resourceType, id } = data.key;
  return await unlessGone(client.vread(resourceType as ResourceType, id, String(Number(data.versionId) - 1)));
}

/** Undefined when there is none, or none any more. */
async function unlessGone<Found>(reading: Promise<Found>): Promise<Found | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isFhirError(error, "not-found", "gone")) return undefined;
    throw error;
  }
}

/** What was deleted, from the versions before: a deletion has no content. Undefined when none is left. */
async function lastContent(
  { data }: FhirResourceChangedV1Detail,
  client: FhirChangeDependencies["client"],
): Promise<Resource | undefined> {
  try {
    for await (const { resource, versionId } of client.history(data.key.resourceType as ResourceType, data.key.id))
      if (resource !== undefined && Number(versionId) < Number(data.versionId)) return resource as Resource;
  } catch (error) {
    if (!isFhirError(error, "not-found", "gone")) throw error;
  }
  return undefined;
}
