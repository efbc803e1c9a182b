import { type ItemChange, itemChange } from "@tributary/change-event/item-change";
import type { Validation } from "@tributary/contract/event-contract";
import type { OutgoingEvent } from "./outgoing-event.ts";

/** What a change of an item means as events: none when nothing published changed; violations when the item is malformed. */
export type ChangeMapping = (change: ItemChange) => Validation<readonly OutgoingEvent[]>;

/** The events that a stream record leads to. */
export function outgoingEvents(record: unknown, mapping: ChangeMapping): Validation<readonly OutgoingEvent[]> {
  const change = itemChange(record);
  return change.valid ? mapping(change.value) : change;
}
