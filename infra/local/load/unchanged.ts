import { isDeepStrictEqual } from "node:util";
import type { Resource } from "@tributary/fhir/resource";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import { holdsAnyBut } from "@tributary/local-cloud/services/healthlake/resources/stored-versions";

/** On versions to which the registry has contributed. */
const CONTRIBUTION = "urn:tributary:contribution";

type Held = Resource & { readonly id: string };

/** Whether a data store has held any resource but the subscription that is made at every start. */
export function hasResources(context: CloudContext, datastoreId: string): boolean {
  return holdsAnyBut(context, datastoreId, "Subscription");
}

/**
 * Which of the resources the data store has as they are, by their place in the list. Reads them in one batch: a search would
 * leave out what was written a moment ago and is not in the index yet.
 */
export async function unchangedOf(
  resources: readonly Held[],
  client: Pick<FhirClient, "batch">,
): Promise<ReadonlySet<number>> {
  const outcomes = await client.batch(
    resources.map(({ resourceType, id }) => ({ method: "GET", url: `${resourceType}/${id}` })),
  );
  return new Set(
    resources.flatMap((resource, index) => {
      const outcome = outcomes[index];
      const same = outcome?.ok && outcome.resource && isHeld(outcome.resource, resource);
      return same ? [index] : [];
    }),
  );
}

/** Whether a resource is as it was loaded, but for what the registry has contributed to it since. */
function isHeld(held: Resource, loaded: Resource): boolean {
  if (!held.meta?.tag?.some(({ system }) => system === CONTRIBUTION)) return isDeepStrictEqual(own(held), own(loaded));
  const { meta: _, ...elements } = loaded;
  return Object.entries(elements).every(([name, element]) => {
    const other = (held as unknown as Record<string, unknown>)[name];
    if (!Array.isArray(element) || !Array.isArray(other)) return isDeepStrictEqual(other, element);
    return element.every(one => other.some(two => isDeepStrictEqual(one, two)));
  });
}

/** A resource without what the data store gives each version: its number and its time. */
function own({ meta, ...elements }: object & { readonly meta?: object }): object {
  const { versionId: _, lastUpdated: __, ...more } = { ...meta } as { versionId?: unknown; lastUpdated?: unknown };
  return Object.keys(more).length > 0 ? { ...elements, meta: more } : elements;
}
