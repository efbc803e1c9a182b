import { uuid } from "../../../kernel/random.ts";
import type { HealthLakeContext, WrittenVersion } from "../behaviour.ts";
import { awsEndpoint, type Datastore, datastoreArn } from "../datastore.ts";
import type { Version } from "../resources/version.ts";
import { searchSql } from "../search/search-sql.ts";
import { readDefinition } from "./definitions.ts";
import { notification } from "./notification.ts";
import { enqueue } from "./outbox.ts";
import type { Subscription } from "./subscription.ts";

/**
 * How a notification is wrapped is not documented (2026-11-20): neither its source and detail-type, nor that its detail is
 * the Bundle itself. Consumers are to recognise it by its content.
 */
const SOURCE = "aws.healthlake";
const DETAIL_TYPE = "FHIR Subscription Notification";
/** Deliveries are tried for 14 days. */
const AGE_MS = 14 * 86_400_000;
/** A full resource larger than this goes by id only. https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-subscriptions.html */
const FULL_RESOURCE_MAX_BYTES = 256 * 1024;

/** Tells the subscriptions of a data store of a version, each with an event number of its own, in the caller's transaction. */
export function announceVersion(
  context: HealthLakeContext,
  datastore: Datastore,
  written: WrittenVersion,
  version: Version,
  before: Version | undefined,
): void {
  const { store, behaviour } = context;
  const active = "SELECT id, events FROM healthlake_subscriptions WHERE store = ? AND state = 'active'";
  for (const row of store.prepare(active).all(datastore.number)) {
    const subscription = readDefinition(context, datastore, row.id as string);
    if (!subscription.triggers[version.type]?.includes(written.interaction)) continue;
    const doc = version.body === undefined ? before?.seq : version.seq;
    if (!passes(context, datastore, subscription, version.type, doc)) continue;
    const number = (row.events as number) + 1;
    store
      .prepare("UPDATE healthlake_subscriptions SET events = ? WHERE store = ? AND id = ?")
      .run(number, datastore.number, row.id as string);
    const full = subscription.content === "full-resource" ? version.body : undefined;
    const detail = notification({
      base: awsEndpoint(context, datastore.id),
      bundleId: uuid(context.random),
      statusId: uuid(context.random),
      subscriptionId: row.id as string,
      topicUrl: subscription.topicUrl,
      number,
      version,
      body: full !== undefined && Buffer.byteLength(full) <= FULL_RESOURCE_MAX_BYTES ? full : undefined,
    });
    const { copies = 1, delayMs = 0 } = behaviour.notice?.({ kind: "subscription", version: written }) ?? {};
    for (let copy = 0; copy < copies; copy++)
      enqueue(context, {
        bus: subscription.bus,
        source: SOURCE,
        detailType: DETAIL_TYPE,
        resources: [datastoreArn(context, datastore.id)],
        detail,
        delayMs: behaviour.notificationMs + delayMs,
        ageMs: AGE_MS,
      });
  }
}

/** Whether a resource fulfils the filters of its type: asked of the index, which has it already, for this one document. */
function passes(
  context: HealthLakeContext,
  datastore: Datastore,
  { filters }: Subscription,
  type: string,
  doc: number | undefined,
): boolean {
  const scope = { context, datastore, base: "", strong: false };
  return filters
    .filter(filter => filter.type === type)
    .every(({ criteria }) => {
      const { text, values } = searchSql(scope, type, [...new URLSearchParams(criteria)], "any");
      return context.store.prepare(`SELECT 1 FROM ${text} AND d.doc = ?`).get(...values, doc ?? -1) !== undefined;
    });
}
