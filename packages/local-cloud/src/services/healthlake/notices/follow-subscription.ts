import type { HealthLakeContext } from "../behaviour.ts";
import type { Datastore } from "../datastore.ts";
import type { StoredResource } from "../resources/resource.ts";
import { forgetDefinition } from "./definitions.ts";
import { SUBSCRIPTIONS_SIGNAL } from "./subscriptions-signal.ts";

/** Takes up what was written of a Subscription resource: `requested` starts its validation, `active` it keeps, all else ends it. */
export function followSubscription(
  context: HealthLakeContext,
  datastore: Datastore,
  id: string,
  resource: StoredResource | undefined,
): void {
  if (resource?.status === "active") return; // The service writes this status itself; from others it has no effect.
  const { store, clock, behaviour, signals } = context;
  forgetDefinition(context, datastore, id);
  store.prepare("DELETE FROM healthlake_subscriptions WHERE store = ? AND id = ?").run(datastore.number, id);
  if (resource?.status !== "requested") return;
  store
    .prepare(
      "INSERT INTO healthlake_subscriptions (store, id, state, due_at, definition) VALUES (?, ?, 'requested', ?, '{}')",
    )
    .run(datastore.number, id, clock.now() + behaviour.subscriptionActivationMs);
  signals.notify(SUBSCRIPTIONS_SIGNAL);
}
