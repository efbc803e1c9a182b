import type { CloudContext } from "../../../kernel/service.ts";
import type { Store } from "../../../kernel/store.ts";
import type { Datastore } from "../datastore.ts";
import type { ActiveSubscription } from "./subscription.ts";

const definitions = new WeakMap<Store, Map<string, ActiveSubscription>>();

/** An active subscription as stored, read once until it is forgotten: every write asks, and one may name every type there is. */
export function readDefinition({ store }: CloudContext, { number }: Datastore, id: string): ActiveSubscription {
  const known = definitions.get(store) ?? new Map<string, ActiveSubscription>();
  definitions.set(store, known);
  const found = known.get(`${number}/${id}`);
  if (found) return found;
  const row = store
    .prepare("SELECT definition FROM healthlake_subscriptions WHERE store = ? AND id = ?")
    .get(number, id);
  const definition = JSON.parse(row?.definition as string) as ActiveSubscription;
  known.set(`${number}/${id}`, definition);
  return definition;
}

/** For whoever writes the definition of a subscription, or deletes it. */
export function forgetDefinition({ store }: CloudContext, { number }: Datastore, id: string): void {
  definitions.get(store)?.delete(`${number}/${id}`);
}
