import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { ContractOperation } from "@tributary/contract/contract-operation";
import type { EventDetail } from "@tributary/contract/event-contract";
import type { Idempotency } from "@tributary/delivery/idempotency";
import type { Quarantine } from "@tributary/delivery/quarantine";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { consumeMessage } from "./consume-message.ts";
import type { IncomingEvent } from "./incoming-event.ts";
import type { Log } from "./log.ts";
import type { Causation } from "./outgoing-event.ts";

/** What a subscription works with. A service may add what its handlers need. */
export interface SubscriptionDependencies {
  readonly idempotency: Idempotency;
  readonly quarantine: Quarantine;
  readonly log: Log;
}

/** What a handler gets beside the event. */
export interface HandlerContext<Dependencies> {
  /** For events that the handler publishes: carries the correlation on and names this event as their cause. */
  readonly causedBy: Causation;
  readonly dependencies: Dependencies;
}

/** One handler for every event that the service receives, by detail-type; no more and no fewer. */
export type Handlers<Receives, Dependencies> = {
  readonly [DetailType in keyof Receives]: Receives[DetailType] extends ContractOperation<infer Detail>
    ? (event: IncomingEvent<Detail>, context: HandlerContext<Dependencies>) => Promise<void>
    : never;
};

/** What of Lambda's context a subscription uses. */
export interface RemainingTime {
  getRemainingTimeInMillis(): number;
}

type Operations = Readonly<Record<string, ContractOperation<EventDetail>>>;

/**
 * A Lambda handler for a queue that EventBridge fills: each message is decoded, validated by its own contract, claimed,
 * handled and confirmed; what failed is reported message by message, what can never succeed is quarantined.
 * `dependencies` is called once, by the first invocation.
 */
export function subscribe<Receives extends Operations, Dependencies extends SubscriptionDependencies>(options: {
  readonly service: string;
  readonly receives: Receives;
  readonly handlers: NoInfer<Handlers<Receives, Dependencies>>;
  readonly dependencies: () => Dependencies;
}): (event: SQSEvent, context: RemainingTime) => Promise<SQSBatchResponse> {
  const contracts = Object.values(options.receives).map(operation => operation.contract);
  let dependencies: Dependencies | undefined;

  return async (batch, context) => {
    dependencies ??= options.dependencies();
    const work = { service: options.service, contracts, dependencies, handle: handlerOf(options.handlers) };
    const inHand = new Map<string, Promise<void>>();
    const consume = (record: SQSRecord) => consumeMessage(record, work, context, inHand);
    // A queue has no order to keep, so its batch may be handled in parallel; a stream's may not, and is not (see capture-changes).
    const processor = new BatchProcessor(EventType.SQS);
    const response = await processPartialResponse(batch, consume, processor, { throwOnFullBatchFailure: false });
    return { batchItemFailures: response.batchItemFailures };
  };
}

/** By detail-type, as messages know it; the mapped type of `handlers` guarantees that contract and handler agree. */
function handlerOf<Dependencies>(handlers: object) {
  return handlers as Readonly<
    Record<string, (event: IncomingEvent, context: HandlerContext<Dependencies>) => Promise<void>>
  >;
}
