import type { FhirResourceChangedV1Detail } from "@tributary/contracts/fhir-resource-changed.v1";
import type { NewestItems } from "@tributary/delivery/newest-items";
import { PermanentError } from "@tributary/delivery/permanent-error";
import type { Resource, ResourceType } from "@tributary/fhir/resource";
import { awaitHistory, HistoryBehindError } from "@tributary/healthlake/await-history";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import { isFhirError } from "@tributary/healthlake/fhir-error";
import { decide, needsContent, type TimelineEntry } from "./timeline.ts";

/** Dependencies of the timeline's handlers. */
export interface TimelineDependencies {
  readonly timeline: NewestItems<TimelineEntry>;
  readonly client: Pick<FhirClient, "read" | "vread">;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Stores the newest version of a resource and its owner in one write. If the event does not name the owner, the version's content
 * does; for a deletion, the version before. Rejects with a HistoryBehindError while the history does not show that version.
 */
export async function applyFhirChange(
  event: FhirResourceChangedV1Detail,
  { timeline, client, sleep }: TimelineDependencies,
): Promise<"applied" | "stale"> {
  const { change, key, versionId } = event.data;
  if (!needsContent(event)) return await timeline.put(decide(event), change);
  const version = change === "deleted" ? Number(versionId) - 1 : Number(versionId);
  const content = await awaitHistory(() => contentOf(key, version, client), { sleep });
  return await timeline.put(decide(event, content), change);
}

/**
 * A version of a resource; undefined for a deletion, which has no content. A history lags behind writes, a read by id does not:
 * a version that the history does not show yet may be the current one.
 */
async function contentOf(
  key: FhirResourceChangedV1Detail["data"]["key"],
  version: number,
  client: TimelineDependencies["client"],
): Promise<Resource | undefined> {
  const type = key.resourceType as ResourceType; // Types unknown to this code are read like any other.
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
