import { isDeepStrictEqual } from "node:util";
import type { Resource } from "@tributary/fhir/resource";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import { holdsAnyBut } from "@tributary/local-cloud/services/healthlake/resources/stored-versions";

/** Tag of versions with content of the registry. */
const CONTRIBUTION = "urn:tributary:contribution";

type Held = Resource & { readonly id: string };

/** Whether a data store has ever held a resource besides the subscription that every start creates. */
export function hasResources(context: CloudContext, datastoreId: string): boolean {
  return holdsAnyBut(context, datastoreId, "Subscription");
}

/**
 * Indexes of the resources that the data store holds unchanged. Reads them in one batch: a search would miss recent writes that
 * are not indexed yet.
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

/** Whether a resource equals what was loaded, ignoring content that the registry has added since. */
function isHeld(held: Resource, loaded: Resource): boolean {
  if (!held.meta?.tag?.some(({ system }) => system === CONTRIBUTION)) return isDeepStrictEqual(own(held), own(loaded));
  const { meta: _, ...elements } = loaded;
  return Object.entries(elements).every(([name, element]) => {
    const other = (held as unknown as Record<string, unknown>)[name];
    if (!Array.isArray(element) || !Array.isArray(other)) return isDeepStrictEqual(other, element);
    return element.every(one => other.some(two => isDeepStrictEqual(one, two)));
  });
}

/** A resource without its version's number and time. */
function own({ meta, ...elements }: object & { readonly meta?: object }): object {
  const { versionId: _, lastUpdated: __, ...more } = { ...meta } as { versionId?: unknown; lastUpdated?: unknown };
  return Object.keys(more).length > 0 ? { ...elements, meta: more } : elements;
}
