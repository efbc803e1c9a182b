import type { Handlers } from "@tributary/bus/subscription";
import { receives } from "@tributary/contracts/fhir-sync.operations";
import { PermanentError } from "@tributary/delivery/permanent-error";
import type { ChangeDetail, ItemEvent } from "./change-detail.ts";
import { inTurn, type TakeInTurn } from "./in-turn.ts";
import type { Mapping } from "./mapping.ts";
import { ambiguous, refusals } from "./refusals.ts";
import { settleKeys } from "./settle-keys.ts";
import type { SyncDependencies } from "./sync-dependencies.ts";

/**
 * Handlers that send each item through every mapping of it. Throws if two mappings share a name, or if an event is received that
 * has no mapping.
 */
export function itemHandlers(
  mappings: readonly Mapping[],
): Pick<Handlers<typeof receives, SyncDependencies>, ItemEvent> {
  const names = mappings.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new TypeError(`Two mappings have the name ${twice}: their resources would be mixed up.`);
  const { "FhirResourceChanged.v1": _, ...items } = receives;
  const handlers = (Object.keys(items) as ItemEvent[]).map(detailType => {
    if (!mappings.some(({ events }) => events.includes(detailType)))
      throw new TypeError(`${detailType} is received, but no mapping handles it: add one, or stop receiving it.`);
    const handle = (event: ChangeDetail, { dependencies }: { readonly dependencies: SyncDependencies }) =>
      syncItem(detailType, event, mappings, dependencies);
    return [detailType, handle] as const;
  });
  return Object.fromEntries(handlers) as never;
}

/**
 * Folds an event into the state of its key, for each mapping of such events, and writes what the mapping makes of it to the
 * data store. Tries every mapping, even if another fails. Rejects with a PermanentError if one can never succeed, or if the
 * Patient is ambiguous.
 */
export async function syncItem(
  detailType: ItemEvent,
  event: ChangeDetail,
  mappings: readonly Mapping[],
  dependencies: SyncDependencies,
): Promise<void> {
  const failures: unknown[] = [];
  for (const mapping of mappings)
    if (mapping.events.includes(detailType))
      await syncBy(mapping, event, dependencies).catch((error: unknown) => failures.push(error));
  // A transient failure has the event redelivered, which finds the permanent ones again.
  const passing = failures.find(error => !(error instanceof PermanentError));
  if (passing !== undefined) throw passing;
  const [first, ...more] = failures as PermanentError[];
  if (more.length === 0 && first !== undefined) throw first;
  if (first !== undefined) throw new PermanentError(first.message, failures.flatMap(violationsOf), { cause: first });
}

const violationsOf = (error: unknown) => (error as PermanentError).violations;

async function syncBy(mapping: Mapping, event: ChangeDetail, dependencies: SyncDependencies): Promise<void> {
  const refused = mapping.refusalsOf?.(event) ?? [];
  if (refused.length > 0) throw new PermanentError("The event tells of an item that is not taken.", refused);
  const { key } = mapping.placeOf(event);
  await turnsOf(dependencies)(`${mapping.name} ${key}`, event, async events => {
    const { eventId, correlationId } = events.at(-1)!.metadata;
    const occasion = { events, cause: { eventId, correlationId } };
    const [settled] = await refusals(settleKeys([key], mapping, occasion, dependencies));
    if (settled?.isAmbiguous && !settled.isApplied)
      throw ambiguous("/data/key/patientId", "must be the key of one FHIR Patient, and the only one that is");
  });
}

/** How long events of one key are gathered: those of a batch come within a few calls of each other. */
const GATHER_MS = 10;

const turns = new WeakMap<SyncDependencies, TakeInTurn<ChangeDetail>>();

/** Events of one key that come together make one version, without conflicts. */
function turnsOf(dependencies: SyncDependencies): TakeInTurn<ChangeDetail> {
  const known = turns.get(dependencies) ?? inTurn(() => dependencies.sleep(GATHER_MS));
  turns.set(dependencies, known);
  return known;
}
