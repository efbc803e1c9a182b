import type { EventContract, EventDetail } from "./event-contract.ts";

/**
 * Reads an old version of an event as the next one, for consumers that get old events from a replay. `upcast` is pure;
 * what it makes of any valid old data has to be valid new data. The metadata stays: it is the same event.
 */
export interface Upcaster<From extends EventDetail = EventDetail, To extends EventDetail = EventDetail> {
  readonly from: EventContract<From>;
  readonly to: EventContract<To>;
  upcast(data: From["data"]): To["data"];
}
