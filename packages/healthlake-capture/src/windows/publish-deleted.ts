import type { ResourceType } from "@tributary/fhir/resource";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import { isRefused, type SliceTimes } from "../comparison/compare-datastore.ts";
import type { Origin } from "../ledger/ledger.ts";
import { type PublishFound, tally } from "../versions/publish-found.ts";
import type { PublishVersions } from "../versions/publish-versions.ts";
import { versionNumber } from "../versions/resource-changes.ts";
import type { ResourceNotice } from "../versions/resource-notice.ts";

/** Dependencies of `publishDeleted`. */
export interface DeletedDependencies {
  readonly client: Pick<FhirClient, "typeHistory">;
  readonly publishVersions: PublishVersions;
  readonly now: () => number;
}

/** The outcome for the deletions of a type within a time. */
export interface PublishDeleted extends PublishFound {
  /** False when there may be others: the history of the type was refused, too much was written since, or time ran out. */
  readonly isComplete: boolean;
}

/** How many versions of a type's history are read at most, newest first: what was written since comes before. */
const READ = 2_000;
const PAGE = 100;

/**
 * Publishes new versions of the resources of a type that were deleted within a time, which no search finds, with their
 * unpublished earlier versions. Reads them from the type's history. Rejects as `publishFound` does.
 */
export async function publishDeleted(
  resourceType: string,
  { from, to }: { readonly from: number; readonly to: number },
  origin: Origin,
  { dependencies, deadline, lastPageBy }: SliceTimes & { readonly dependencies: DeletedDependencies },
): Promise<PublishDeleted> {
  const { client, publishVersions, now } = dependencies;
  const deleted: ResourceNotice[] = [];
  const versions: string[] = [];
  let isComplete = true;
  let read = 0;
  try {
    const since = new Date(from).toISOString();
    const history = client.typeHistory(resourceType as ResourceType, { since, count: PAGE });
    for await (const { change, id, versionId, lastUpdated = "" } of history) {
      if (++read > READ || now() >= lastPageBy) {
        isComplete = false;
        break;
      }
      const at = Date.parse(lastUpdated);
      if (change !== "delete" || id === undefined || !(at >= from && at < to)) continue;
      const number = versionNumber(versionId);
      deleted.push({ resourceType, id, origin, at, ...(number !== undefined && { versionId: number }) });
      versions.push(`${resourceType}/${id}/${versionId}`);
    }
  } catch (error) {
    if (!isRefused(error)) throw error;
    isComplete = false;
  }
  return { versions, isComplete, ...tally(await publishVersions(deleted, { deadline })) };
}
