import type { CloudContext } from "../../../kernel/service.ts";
import type { Target } from "../../../models/eventbridge-types.ts";
import type { WrittenEvent } from "../puts/event.ts";
import type { ActiveRule } from "../rules/rules-of-bus.ts";

/** One event on its way to one target. */
export interface Delivery extends WrittenEvent {
  readonly rule: ActiveRule;
  readonly target: Target;
  /** Buses that the event came through before this one. */
  readonly hops: number;
  /** Attempts made so far. */
  readonly attempts: number;
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
}

/** Why a delivery failed, in EventBridge's own codes. See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
export interface DeliveryFailure {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** Brings an event to the targets of all rules of a bus that it matches; an argument, since a target may be a bus. */
export type RouteEvent = (context: CloudContext, bus: string, written: WrittenEvent, hops: number) => void;
