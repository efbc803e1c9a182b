import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { EventDetail } from "@tributary/contract/event-contract";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { consumeMessage } from "./consume-message.ts";
import type { RemainingTime } from "./remaining-time.ts";
import type { Handler, Operations, Subscription, SubscriptionDependencies } from "./subscription.ts";
import type { Upcasters } from "./upcast-event.ts";

/**
 * A Lambda handler for a queue that EventBridge fills: each message is decoded, validated by its own contract, claimed,
 * handled and confirmed; what failed is reported message by message, what can never succeed is quarantined.
 */
export function subscribe<
  Receives extends Operations,
  Dependencies extends SubscriptionDependencies,
  Old extends string = never,
>(
  subscription: Subscription<Receives, Dependencies, Old>,
): (event: SQSEvent, context: RemainingTime) => Promise<SQSBatchResponse> {
  const { service } = subscription;
  const upcasters: Upcasters = subscription.upcasters ?? {};
  const contracts = Object.values(subscription.receives).map(({ contract }) => contract);
  // The mapped type of `handlers` guarantees that contract and handler agree; a message knows its detail-type as text.
  const handlers = subscription.handlers as Readonly<Record<string, Handler<EventDetail, Dependencies>>>;
  let dependencies: Dependencies | undefined;

  return async (batch, context) => {
    dependencies ??= subscription.dependencies();
    const work = {
      service,
      contracts,
      handlers,
      upcasters,
      dependencies,
      inHand: new Map<string, Promise<void>>(),
      context,
    };
    // A queue has no order to keep, so its batch may be handled in parallel. Powertools would do the same to a stream's,
    // which has one: streams are read by `captureChanges`.
    const processor = new BatchProcessor(EventType.SQS);
    const consume = (record: SQSRecord) => consumeMessage(record, work);
    const response = await processPartialResponse(batch, consume, processor, { throwOnFullBatchFailure: false });
    return { batchItemFailures: response.batchItemFailures };
  };
}
