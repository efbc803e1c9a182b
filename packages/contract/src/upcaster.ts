import type { EventContract, EventDetail } from "./event-contract.ts";

/**
 * Converts an old version of an event to the next one, for consumers that get old events from a replay. `upcast` is pure and
 * must return valid new data for any valid old data. The metadata stays: it is the same event.
 */
export interface Upcaster<From extends EventDetail = EventDetail, To extends EventDetail = EventDetail> {
  readonly from: EventContract<From>;
  readonly to: EventContract<To>;
  upcast(data: From["data"]): To["data"];
}
