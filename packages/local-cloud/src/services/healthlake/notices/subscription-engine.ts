import { encryptionOf } from "../../../authorization/encryption.ts";
import { findKey } from "../../../authorization/find-key.ts";
import { keyPermitsService, letsService } from "../../../authorization/lets-service.ts";
import { AwsError } from "../../../kernel/aws-error.ts";
import { dueEngine, timeOf } from "../../../kernel/due-engine.ts";
import type { Engine } from "../../../kernel/service.ts";
import { readBuses } from "../../events/buses/bus-store.ts";
import { busName } from "../../events/event-arns.ts";
import type { HealthLakeContext } from "../behaviour.ts";
import { type Datastore, datastoreArn, readDatastore } from "../datastore.ts";
import type { Resource } from "../resources/resource.ts";
import { latestVersion } from "../resources/version.ts";
import { writeVersion } from "../resources/write-version.ts";
import { searchSql } from "../search/search-sql.ts";
import { isSupported } from "../supported-type.ts";
import { forgetDefinition } from "./definitions.ts";
import { type ActiveSubscription, readSubscription, readTopic, type Subscription } from "./subscription.ts";
import { SUBSCRIPTIONS_SIGNAL } from "./subscriptions-signal.ts";

/** The part that validates subscriptions that were requested, and ends those whose time is over. */
export function subscriptionEngine(context: HealthLakeContext): Engine {
  const { store } = context;
  return dueEngine(context, {
    name: "healthlake subscriptions",
    signal: SUBSCRIPTIONS_SIGNAL,
    next: () => timeOf(store.prepare("SELECT MIN(due_at) AS at FROM healthlake_subscriptions").get()),
    run: () => store.transaction(() => takeDue(context)),
    pending: () =>
      Number(store.prepare("SELECT COUNT(*) AS n FROM healthlake_subscriptions WHERE state = 'requested'").get()?.n),
  });
}

function takeDue(context: HealthLakeContext): void {
  const { store, clock } = context;
  const due = store
    .prepare(
      "SELECT s.id AS subscription, s.state, d.* FROM healthlake_subscriptions s JOIN healthlake_datastores d ON d.number = s.store WHERE s.due_at <= ?",
    )
    .all(clock.now());
  for (const row of due) {
    const datastore = readDatastore(row);
    const id = row.subscription as string;
    if (row.state === "active") setStatus(context, datastore, id, "off");
    else activate(context, datastore, id);
  }
}

/** Checks all that AWS requires; the resource says `active` afterwards, or `error` and why. */
function activate(context: HealthLakeContext, datastore: Datastore, id: string): void {
  const checked = check(context, datastore, id);
  if (typeof checked === "string") {
    setStatus(context, datastore, id, "error", checked);
    return;
  }
  forgetDefinition(context, datastore, id);
  context.store
    .prepare(
      "UPDATE healthlake_subscriptions SET state = 'active', due_at = ?, definition = ? WHERE store = ? AND id = ?",
    )
    .run(checked.end ?? null, JSON.stringify(checked), datastore.number, id);
  setStatus(context, datastore, id, "active");
}

function check(context: HealthLakeContext, datastore: Datastore, id: string): ActiveSubscription | string {
  const wanted = readSubscription(
    resourceOf(context, datastore, "Subscription", id) ?? { resourceType: "Subscription" },
  );
  if (typeof wanted === "string") return wanted;
  const topic = resourceOf(context, datastore, "SubscriptionTopic", wanted.topic);
  const triggers = topic ? readTopic(topic, type => isSupported(context, type)) : "there is no such SubscriptionTopic";
  if (typeof triggers === "string") return triggers;
  return unfitFilter(context, datastore, wanted) ?? unfitBus(context, datastore, wanted.bus) ?? { ...wanted, triggers };
}

/** Why a filter cannot be searched by; undefined when each can. */
function unfitFilter(context: HealthLakeContext, datastore: Datastore, { filters }: Subscription): string | undefined {
  try {
    const scope = { context, datastore, base: "", strong: false };
    for (const { type, criteria } of filters) searchSql(scope, type, [...new URLSearchParams(criteria)]);
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}

/**
 * Why a bus may not be used: it must exist, let HealthLake put events by its policy, have the data store's key, and a rule.
 * https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-subscriptions-create.html
 */
function unfitBus(context: HealthLakeContext, { id }: Datastore, arn: string): string | undefined {
  const name = busName(context, arn);
  const bus = readBuses(context).find(one => one.name === name);
  if (!bus) return "the event bus does not exist";
  const { account } = context;
  const call = { service: "healthlake.amazonaws.com", action: "events:PutEvents", source: datastoreArn(context, id) };
  const trusted = letsService(bus.policy, { ...call, resource: arn, account });
  if (!trusted) return "the policy of the event bus does not let healthlake.amazonaws.com put events";
  const unfit = unfitKey(context, id, bus.settings.KmsKeyIdentifier);
  if (unfit !== undefined) return unfit;
  const rule = context.store.prepare("SELECT 1 FROM events_rules WHERE bus = ? LIMIT 1").get(bus.name);
  return rule ? undefined : "the event bus has no rule";
}

/** Where a customer's key encrypts the data store, the bus needs the same one, which has to let HealthLake use it. */
function unfitKey(context: HealthLakeContext, id: string, busKey: string | undefined): string | undefined {
  const arn = datastoreArn(context, id);
  const encryption = encryptionOf(context, arn);
  if (encryption === undefined) return undefined;
  if (busKey === undefined || findKey(context, busKey)?.arn !== encryption.key.arn)
    return "the event bus is not encrypted with the key of the data store";
  const call = { service: "healthlake.amazonaws.com", source: arn, account: context.account };
  return keyPermitsService(context, encryption, ["kms:GenerateDataKey", "kms:Decrypt"], call)
    ? undefined
    : "the key of the data store does not let healthlake.amazonaws.com use it";
}

function resourceOf(context: HealthLakeContext, { number }: Datastore, type: string, id: string): Resource | undefined {
  const body = latestVersion(context, number, type, id)?.body;
  return body === undefined ? undefined : (JSON.parse(body) as Resource);
}

function setStatus(context: HealthLakeContext, datastore: Datastore, id: string, status: string, error?: string): void {
  const resource = resourceOf(context, datastore, "Subscription", id);
  if (!resource) return;
  const changed = { ...resource, status, ...(error !== undefined && { error }) };
  writeVersion(context, datastore, { type: "Subscription", id, method: "PUT", resource: changed });
}
