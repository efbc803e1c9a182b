import type { ContractOperation, DeliveryTerms } from "@tributary/contract/contract-operation";
import { durationSeconds } from "@tributary/contract/duration-seconds";
import { patternFor } from "@tributary/contract/event-filter";

/** The generated operations of a service in one direction, by detail-type. */
export type Operations = Readonly<Record<string, Pick<ContractOperation, "bus" | "filter" | "delivery"> & Sent>>;
interface Sent {
  readonly contract: Pick<ContractOperation["contract"], "source" | "detailType" | "claimCheck">;
}

/** Settings of an EventBridge rule that delivers one event to one receiver. */
export interface DeliveryRule {
  readonly detailType: string;
  readonly pattern: object;
  readonly maximumEventAgeInSeconds: number;
}

/** EventBridge tries for at most a day. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
const day = 24 * 60 * 60;

/** One rule per event that the service receives on this bus, so that each event can be replayed alone. */
export function deliveryRules(bus: string, receives: Operations): DeliveryRule[] {
  return onBus(bus, receives).map(({ contract, filter, delivery }) => ({
    detailType: contract.detailType,
    pattern: patternFor(contract, filter),
    maximumEventAgeInSeconds: Math.min(day, maxAge(delivery)),
  }));
}

/** The operations; throws naming one that is not on this bus. */
export function onBus(bus: string, operations: Operations): Operations[string][] {
  const all = Object.values(operations);
  const other = all.find(operation => operation.bus !== bus);
  if (other) throw new Error(`${other.contract.detailType} is on the bus "${other.bus}", not on "${bus}"`);
  return all;
}

/** How long an undelivered event may wait by contract, in seconds. */
function maxAge(delivery?: DeliveryTerms): number {
  if (delivery?.maxAge === undefined) return day;
  const seconds = durationSeconds(delivery.maxAge);
  if (seconds === undefined)
    throw new Error(`maxAge "${delivery.maxAge}" has no fixed length: write it in weeks or less`);
  return seconds;
}
