import { PermanentError } from "@tributary/delivery/permanent-error";
import { isFhirError } from "@tributary/healthlake/fhir-error";
import type { Mapping } from "./mapping.ts";
import { type Occasion, settleKey } from "./settle-key.ts";
import type { Settled } from "./settled.ts";
import type { SyncDependencies } from "./sync-dependencies.ts";

/** Others keep writing the same resource; the event is redelivered. */
export class ResourceBusyError extends Error {
  override readonly name = "ResourceBusyError";
}

/** Retries after somebody else's write. */
const ROUNDS = 20;
const PAUSE_MS = 50;
/** How many keys one change may move in turn: more are a loop. */
const KEYS = 100;

/**
 * Settles keys of a mapping, then keys that may now belong elsewhere. Only then forgets the resources that were left: if this
 * invocation dies before, the redelivered event continues. Returns the outcomes of the given keys, in order.
 */
export async function settleKeys(
  keys: readonly string[],
  mapping: Mapping,
  occasion: Pick<Occasion, "events" | "cause">,
  dependencies: SyncDependencies,
): Promise<Settled[]> {
  const { events, cause } = occasion;
  const came = new Map<string, Settled>();
  const finishing = new Map<string, NonNullable<Settled["finish"]>>();
  const woken = new Set<string>();
  let todo = [...keys];
  for (let count = 0; todo.length > 0; count++) {
    if (count > KEYS) throw new ResourceBusyError("A change moves more resources than it should.");
    const [key = "", ...rest] = todo;
    todo = rest;
    const isFirst = events.length > 0 && count === 0;
    const settling = persist(
      key,
      mapping,
      { events: isFirst ? events : [], cause, everywhere: !isFirst },
      dependencies,
    );
    const settled = await (events.length > 0 && key === keys[0] ? settling : settling.catch(ofItsOwn));
    came.set(key, settled);
    if (settled.finish) finishing.set(key, settled.finish);
    else finishing.delete(key);
    for (const other of settled.woken) {
      // A key wakes another only once: what it left stays visible until the end.
      if (woken.has(`${key} ${other}`)) continue;
      woken.add(`${key} ${other}`);
      if (!todo.includes(other)) todo.push(other);
    }
    if (todo.length > 0) continue;
    for (const [left, finish] of finishing) if (!(await finish())) todo.push(left);
    finishing.clear();
  }
  return keys.flatMap(key => came.get(key) ?? []);
}

/** Another key's permanent failure is reported with that key's own event. */
function ofItsOwn(error: unknown): Settled {
  if (!(error instanceof PermanentError) && !isFhirError(error, "bad-request", "unprocessable")) throw error;
  return { isAmbiguous: false, isApplied: false, woken: [] };
}

async function persist(
  key: string,
  mapping: Mapping,
  occasion: Occasion,
  dependencies: SyncDependencies,
): Promise<Settled> {
  for (let round = 0; round < ROUNDS; round++) {
    const settled = await settleKey(key, mapping, occasion, dependencies);
    if (settled) return settled;
    await dependencies.sleep(PAUSE_MS);
  }
  throw new ResourceBusyError("Others kept writing the same resource.");
}
