import type { FhirResourceChangedV1Detail } from "@tributary/contracts/fhir-resource-changed.v1";
import { PermanentError } from "@tributary/delivery/permanent-error";
import type { Resource, ResourceType } from "@tributary/fhir/resource";
import { awaitHistory, HistoryBehindError } from "@tributary/healthlake/await-history";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import { isFhirError } from "@tributary/healthlake/fhir-error";
import { fhirOwner, ownerOf } from "./resource-owner.ts";
import { fhirEntry } from "./timeline.ts";
import type { TimelineStore } from "./timeline-store.ts";

/** What taking changes of FHIR resources takes. */
export interface FhirChangeDependencies {
  readonly timeline: TimelineStore;
  readonly client: Pick<FhirClient, "read" | "vread">;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Keeps the newest version of a resource, and whose it is, by one write. The event says so, or the version that it names; of
 * a deletion, the one before. Rejects with a HistoryBehindError while the history does not show it.
 */
export async function applyFhirChange(
  event: FhirResourceChangedV1Detail,
  { timeline, client, sleep }: FhirChangeDependencies,
): Promise<"applied" | "stale"> {
  return await timeline.apply(fhirEntry(event, await toldOwner(event, { client, sleep })), event.data.change);
}

async function toldOwner(
  { data: { change, key, versionId, patientId } }: FhirResourceChangedV1Detail,
  { client, sleep }: Pick<FhirChangeDependencies, "client" | "sleep">,
): Promise<string | undefined> {
  // Only its content says whether a Patient is the registry's.
  if (patientId !== undefined && key.resourceType !== "Patient") return fhirOwner(patientId);
  const telling = change === "deleted" ? Number(versionId) - 1 : Number(versionId);
  const content = await awaitHistory(() => contentOf(key, telling, client), { sleep });
  return content && ownerOf(content, key.datastoreId);
}

/**
 * A version of a resource; undefined for a deletion, which has no content. Histories lag behind writes, which reading by id
 * does not: a version that they do not show yet may be the current one.
 */
async function contentOf(
  key: FhirResourceChangedV1Detail["data"]["key"],
  version: number,
  client: FhirChangeDependencies["client"],
): Promise<Resource | undefined> {
  const type = key.resourceType as ResourceType; // Types that nobody knows yet are read like any other.
  try {
    return await client.vread(type, key.id, String(version));
  } catch (error) {
    if (isFhirError(error, "gone")) return undefined;
    if (!isFhirError(error, "not-found")) throw error;
  }
  try {
    const current = await client.read(type, key.id);
    if (Number(current.meta?.versionId) === version) return current;
  } catch (error) {
    if (isFhirError(error, "not-found")) throw neverThere(error);
    if (!isFhirError(error, "gone")) throw error;
  }
  throw new HistoryBehindError("The history does not show the version yet.");
}

function neverThere(cause: unknown): PermanentError {
  const violation = { pointer: "/data/versionId", keyword: "exists", message: "must be a version in the data store" };
  return new PermanentError("The data store has no such resource.", [violation], { cause });
}
