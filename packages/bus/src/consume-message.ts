import { errorName } from "@tributary/contract/error-name";
import type { EventContract } from "@tributary/contract/event-contract";
import { PermanentError } from "@tributary/delivery/permanent-error";
import type { SQSRecord } from "aws-lambda";
import { eventFields } from "./event-fields.ts";
import { type AnyHandler, isGuarded } from "./handler-kinds.ts";
import { type IncomingEvent, judgedEvent, type Refusal, readEvent } from "./incoming-event.ts";
import type { LogFields } from "./log.ts";
import { quarantineMessage } from "./quarantine-message.ts";
import type { RemainingTime } from "./remaining-time.ts";
import type { SubscriptionDependencies } from "./subscription.ts";
import { tellOutcome } from "./tell-outcome.ts";
import { type Upcasters, upcastEvent } from "./upcast-event.ts";
import { wholeEvent } from "./whole-event.ts";

/** Dependencies of `consumeMessage`: the contracts received, a handler for each, and the ports. */
export interface Work<Dependencies extends SubscriptionDependencies> {
  readonly service: string;
  readonly contracts: readonly EventContract[];
  /** By detail-type. */
  readonly handlers: Readonly<Record<string, AnyHandler<Dependencies>>>;
  /** The detail-types, as received, whose events are handled within a claim. */
  readonly claimed: ReadonlySet<string>;
  readonly upcasters: Upcasters;
  readonly dependencies: Dependencies;
  readonly context: RemainingTime;
  /** The claimed events of this batch, by id, so that a duplicate beside its original waits for it. */
  readonly inHand: Map<string, Promise<void>>;
}

/** Another invocation holds the event; the queue redelivers it. */
export class EventInProgressError extends Error {
  override readonly name = "EventInProgressError";
}

/** The claim expired while the handler worked, and another invocation took over; the queue redelivers the event. */
export class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";
}

/** Handles one message, skips it as already done, or quarantines it. Rejects when the message must be redelivered. */
export async function consumeMessage<Dependencies extends SubscriptionDependencies>(
  record: SQSRecord,
  work: Work<Dependencies>,
): Promise<void> {
  const comesAgain = (fields: LogFields) => (error: unknown) => {
    work.dependencies.log.warn("A message failed; it will come again", { ...fields, error: errorName(error) });
    tellOutcome({ outcome: "failed", messageId: record.messageId, error });
    throw error;
  };
  const refuse = (refusal: Refusal) =>
    quarantineMessage(record, refusal, quarantining(work)).catch(comesAgain({ messageId: record.messageId }));
  const read = readEvent(record.body, work.contracts);
  if (!read.valid) return refuse(read);
  const fields = { messageId: record.messageId, detailType: read.contract.detailType };
  const whole = await wholeEvent(read, work.dependencies.payloads).catch(comesAgain(fields));
  if (!whole.valid) return refuse(whole);
  const received = judgedEvent(whole);
  if (!received.valid) return refuse(received);
  const newest = upcastEvent(received.event, work.upcasters);
  if (!newest.valid) return refuse(newest);
  const { event } = newest;
  const failed = comesAgain(eventFields(event));
  if (!work.claimed.has(received.event.contract.detailType)) return handle(event, record, work).catch(failed);
  const { eventId } = event.metadata;
  const original = work.inHand.get(eventId);
  if (original) return original.then(() => tellOutcome({ outcome: "duplicate", messageId: record.messageId }));
  const handling = handleOnce(event, record, work).catch(failed);
  work.inHand.set(eventId, handling);
  return handling;
}

async function handleOnce<Dependencies extends SubscriptionDependencies>(
  event: IncomingEvent,
  record: SQSRecord,
  work: Work<Dependencies>,
): Promise<void> {
  const { eventId } = event.metadata;
  const { idempotency } = work.dependencies;
  if (idempotency === undefined) throw new TypeError("An event that needs a claim came to a consumer without claims.");
  // The lease ends with the invocation: whoever holds a longer one may be dead.
  const claim = await idempotency.claim(eventId, { leaseMs: work.context.getRemainingTimeInMillis() });
  if (claim.state === "completed") return tellOutcome({ outcome: "duplicate", messageId: record.messageId });
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
    const context = { causedBy, dependencies: work.dependencies };
    const outcome = await (isGuarded(handler) ? handler.guarded : handler)(event, context);
    if (outcome === "stale") tellOutcome({ outcome, messageId: record.messageId });
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
