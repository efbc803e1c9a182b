import type { EventContract } from "@tributary/contract/event-contract";
import { type BatchRecord, type BatchResponse, queueResponse } from "@tributary/delivery/batch-response";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import { consumeMessage } from "./consume-message.ts";
import { type AnyHandler, claimedDetailTypes } from "./handler-kinds.ts";
import type { RemainingTime } from "./remaining-time.ts";
import type { Operations, Subscription, SubscriptionDependencies } from "./subscription.ts";
import type { Upcasters } from "./upcast-event.ts";

/**
 * A Lambda handler for a queue that EventBridge fills. Decodes each message, validates it by its own contract and handles
 * it, within a claim unless its contract says otherwise. Reports failures message by message, and quarantines what can never
 * succeed. Throws at once if a handler is not of the kind that its contract asks for.
 */
export function subscribe<
  Receives extends Operations,
  Dependencies extends SubscriptionDependencies,
  Old extends string = never,
>(
  subscription: Subscription<Receives, Dependencies, Old>,
): (event: SQSEvent, context: RemainingTime) => Promise<BatchResponse> {
  const { service } = subscription;
  const upcasters: Upcasters = subscription.upcasters ?? {};
  const contracts = Object.values(subscription.receives).map(({ contract }) => contract);
  // The mapped type of `handlers` guarantees that contract and handler agree; a message knows its detail-type as text.
  const handlers = subscription.handlers as Readonly<Record<string, AnyHandler<Dependencies>>>;
  const claimed = claimedDetailTypes(subscription.receives, handlers, upcasters);
  let dependencies: Dependencies | undefined;

  return async (batch, context) => {
    dependencies ??= withPayloads(withClaims(subscription.dependencies(), claimed), contracts);
    const work = {
      service,
      contracts,
      handlers,
      claimed,
      upcasters,
      dependencies,
      inHand: new Map<string, Promise<void>>(),
      context,
    };
    // A queue has no order to keep, so its batch is handled in parallel.
    return queueResponse(await Promise.all(batch.Records.map(record => end(record))));

    async function end(record: SQSRecord): Promise<BatchRecord> {
      try {
        await consumeMessage(record, work);
        return { id: record.messageId, failed: false };
      } catch {
        return { id: record.messageId, failed: true };
      }
    }
  };
}

/** The dependencies, which include claims where some event needs them. */
function withClaims<Dependencies extends SubscriptionDependencies>(
  dependencies: Dependencies,
  [detailType]: Iterable<string>,
): Dependencies {
  if (detailType !== undefined && dependencies.idempotency === undefined)
    throw new TypeError(`${detailType} is handled within a claim: give the dependencies an idempotency.`);
  return dependencies;
}

/** The dependencies, which include a store of payloads where the data of some event may travel by claim check. */
function withPayloads<Dependencies extends SubscriptionDependencies>(
  dependencies: Dependencies,
  contracts: readonly EventContract[],
): Dependencies {
  const claiming = contracts.find(({ claimCheck }) => claimCheck);
  if (claiming !== undefined && dependencies.payloads === undefined)
    throw new TypeError(`${claiming.detailType} may travel by claim check: give the dependencies a payload store.`);
  return dependencies;
}
