import { PermanentError } from "@tributary/delivery/permanent-error";
import { isFhirError } from "@tributary/healthlake/fhir-error";
import type { Mapping } from "./mapping.ts";
import { type Occasion, settleKey } from "./settle-key.ts";
import type { Settled } from "./settled.ts";
import type { SyncDependencies } from "./sync-dependencies.ts";

/** Others work on the same resource all the time; the event comes again. */
export class ResourceBusyError extends Error {
  override readonly name = "ResourceBusyError";
}

/** How often somebody else's write is given way to. */
const ROUNDS = 20;
const PAUSE_MS = 50;
/** How many keys one change may move, one after the other: more are a loop. */
const KEYS = 100;

/**
 * Settles keys of a mapping, and those that may be settled otherwise because of that. Only then is what was left forgotten: who
 * dies before is followed by the event that comes again. Returns what came of those that were given, in their order.
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
      // A key wakes another once: what it left stays to be seen until the end.
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

/** What can never succeed of another key was told with that key's own event. */
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
