import type { Handlers } from "@tributary/bus/subscription";
import { receives } from "@tributary/contracts/fhir-sync.operations";
import type { ChangeDetail, ItemEvent } from "./change-detail.ts";
import { noticePatient } from "./foreign-patient.ts";
import type { Mapping } from "./mapping.ts";
import type { SyncDependencies } from "./sync-dependencies.ts";
import { syncItem } from "./sync-item.ts";

/**
 * What the synchronisation does with each event that it receives: items go through every mapping that is made of them.
 * Throws when two mappings have one name, or when an event is received that no mapping is made of.
 */
export function handlersFor(mappings: readonly Mapping[]): Handlers<typeof receives, SyncDependencies> {
  const names = mappings.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new TypeError(`Two mappings have the name ${twice}: their resources would be mixed up.`);
  const { "FhirResourceChanged.v1": _, ...items } = receives;
  const handlers = (Object.keys(items) as ItemEvent[]).map(detailType => {
    if (!mappings.some(({ events }) => events.includes(detailType)))
      throw new TypeError(`${detailType} is received, and no mapping is made of it: add one, or stop receiving it.`);
    const handle = (event: ChangeDetail, { dependencies }: { readonly dependencies: SyncDependencies }) =>
      syncItem(detailType, event, mappings, dependencies);
    return [detailType, handle] as const;
  });
  return {
    ...(Object.fromEntries(handlers) as unknown as Pick<Handlers<typeof receives, SyncDependencies>, ItemEvent>),
    "FhirResourceChanged.v1": (event, { dependencies }) => noticePatient(event, dependencies),
  };
}
