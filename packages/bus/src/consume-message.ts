import { errorName } from "@tributary/contract/error-name";
import type { EventContract, EventDetail } from "@tributary/contract/event-contract";
import { PermanentError } from "@tributary/delivery/permanent-error";
import type { SQSRecord } from "aws-lambda";
import { eventFields } from "./event-fields.ts";
import { type IncomingEvent, incomingEvent } from "./incoming-event.ts";
import type { LogFields } from "./log.ts";
import { quarantineMessage } from "./quarantine-message.ts";
import type { RemainingTime } from "./remaining-time.ts";
import type { Handler, SubscriptionDependencies } from "./subscription.ts";
import { type Upcasters, upcastEvent } from "./upcast-event.ts";

/** What consuming takes: the contracts received, a handler for each, and the ports. */
export interface Work<Dependencies extends SubscriptionDependencies> {
  readonly service: string;
  readonly contracts: readonly EventContract[];
  /** By detail-type. */
  readonly handlers: Readonly<Record<string, Handler<EventDetail, Dependencies>>>;
  readonly upcasters: Upcasters;
  readonly dependencies: Dependencies;
  readonly context: RemainingTime;
  /** The events of this batch, by id, so that a duplicate beside its original waits for it. */
  readonly inHand: Map<string, Promise<void>>;
}

/** The event is held by another invocation; the queue brings it again. */
export class EventInProgressError extends Error {
  override readonly name = "EventInProgressError";
}

/** The claim ran out while the handler worked and another invocation took over; the queue brings the event again. */
export class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";
}

/**
 * Takes one message to its end: handled once, recognised as done before, or quarantined. Rejects when the message
 * must come again.
 */
export async function consumeMessage<Dependencies extends SubscriptionDependencies>(
  record: SQSRecord,
  work: Work<Dependencies>,
): Promise<void> {
  const comesAgain = (fields: LogFields) => (error: unknown) => {
    work.dependencies.log.warn("A message failed; it will come again", { ...fields, error: errorName(error) });
    throw error;
  };
  const incoming = newestVersion(incomingEvent(record.body, work.contracts), work.upcasters);
  if (!incoming.valid)
    return quarantineMessage(record, incoming, quarantining(work)).catch(comesAgain({ messageId: record.messageId }));
  const { eventId } = incoming.event.metadata;
  const original = work.inHand.get(eventId);
  if (original) return original;
  const handling = handleOnce(incoming.event, record, work).catch(error =>
    comesAgain(eventFields(incoming.event))(error),
  );
  work.inHand.set(eventId, handling);
  return handling;
}

const newestVersion = (incoming: ReturnType<typeof incomingEvent>, upcasters: Upcasters) =>
  incoming.valid ? upcastEvent(incoming.event, upcasters) : incoming;

async function handleOnce<Dependencies extends SubscriptionDependencies>(
  event: IncomingEvent,
  record: SQSRecord,
  work: Work<Dependencies>,
): Promise<void> {
  const { eventId } = event.metadata;
  const { idempotency } = work.dependencies;
  // The lease ends with the invocation: whoever holds a longer one may be dead.
  const claim = await idempotency.claim(eventId, { leaseMs: work.context.getRemainingTimeInMillis() });
  if (claim.state === "completed") return;
  if (claim.state === "inProgress") throw new EventInProgressError("The event is being handled by another invocation.");
  try {
    await handle(event, record, work);
  } catch (error) {
    // When the release fails too, the lease still ends.
    await idempotency.release(claim.token).catch(() => false);
    throw error;
  }
  if (!(await idempotency.confirm(claim.token)))
    throw new LeaseLostError("The claim on the event was lost before it was confirmed.");
}

async function handle<Dependencies extends SubscriptionDependencies>(
  event: IncomingEvent,
  record: SQSRecord,
  { handlers, ...work }: Work<Dependencies>,
): Promise<void> {
  const { eventId, correlationId, traceparent } = event.metadata;
  const { detailType } = event.contract;
  const handler = handlers[detailType];
  if (handler === undefined) throw new Error(`There is no handler for ${detailType}.`);
  const causedBy = { correlationId, causationId: eventId, traceparent };
  try {
    await handler(event, { causedBy, dependencies: work.dependencies });
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    await quarantineMessage(record, { contract: detailType, violations: error.violations }, quarantining(work));
  }
}

function quarantining<Dependencies extends SubscriptionDependencies>({
  service,
  dependencies,
}: Pick<Work<Dependencies>, "service" | "dependencies">) {
  return { service, quarantine: dependencies.quarantine, log: dependencies.log };
}
