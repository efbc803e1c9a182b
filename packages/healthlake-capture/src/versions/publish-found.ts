import type { Resource } from "@tributary/fhir/resource";
import type { Origin } from "../ledger/ledger.ts";
import type { PublishVersions } from "./publish-versions.ts";
import type { NoticeOutcome, ResourceNotice } from "./resource-notice.ts";

/** The outcome for the resources that a search found. */
export interface PublishFound {
  /** `<type>/<id>/<version>` of each. */
  readonly versions: readonly string[];
  /** How many versions were published, and how many resources had nothing new. */
  readonly published: number;
  readonly known: number;
  readonly quarantined: number;
}

/** Publishing failed for now: the caller must retry. */
export class PublishingFailedError extends Error {
  override readonly name = "PublishingFailedError";
}

/** Publishes new versions of the resources that a search found. Rejects with a PublishingFailedError if some failed. */
export async function publishFound(
  resources: readonly Resource[],
  notice: Pick<ResourceNotice, "leaveOutBefore" | "republish"> & { readonly origin: Origin },
  options: {
    readonly dependencies: { readonly publishVersions: PublishVersions };
    readonly deadline: number;
  },
): Promise<PublishFound> {
  const found = resources.flatMap(current =>
    current.id === undefined ? [] : [{ ...notice, resourceType: current.resourceType, id: current.id, current }],
  );
  const { deadline, dependencies } = options;
  const outcomes = await dependencies.publishVersions(found, { deadline });
  const versions = found.map(({ resourceType, id, current }) => `${resourceType}/${id}/${current.meta?.versionId}`);
  return { versions, ...tally(outcomes) };
}

/** Counts of outcomes; throws a PublishingFailedError when one failed. */
export function tally(outcomes: readonly NoticeOutcome[]): Omit<PublishFound, "versions"> {
  let [published, known, quarantined] = [0, 0, 0];
  for (const outcome of outcomes) {
    if (outcome.outcome === "failed") throw new PublishingFailedError(`Publishing failed: ${outcome.error}.`);
    if (outcome.outcome === "quarantined") quarantined++;
    else {
      published += outcome.published.length;
      if (outcome.published.length === 0) known++;
    }
  }
  return { published, known, quarantined };
}
