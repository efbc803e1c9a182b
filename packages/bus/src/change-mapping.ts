import { type ItemChange, itemChange } from "@tributary/change-event/item-change";
import { errorName } from "@tributary/contract/error-name";
import type { Validation } from "@tributary/contract/event-contract";
import type { OutgoingEvent } from "./outgoing-event.ts";

/** What a change of an item means as events: none when nothing published changed; violations when the item is malformed. */
export type ChangeMapping = (change: ItemChange) => Validation<readonly OutgoingEvent[]>;

/** A mapping failed, or gave what cannot be sent: a defect. Tells the kind of what it threw, whose message may quote the item. */
export class MappingError extends Error {
  override readonly name = "MappingError";
}

/** The events that a stream record leads to, no two of one detail-type. `MappingError` when the mapping has a defect. */
export function outgoingEvents(record: unknown, mapping: ChangeMapping): Validation<readonly OutgoingEvent[]> {
  const change = itemChange(record);
  if (!change.valid) return change;
  let events: ReturnType<ChangeMapping>;
  try {
    events = mapping(change.value);
  } catch (error) {
    throw new MappingError(`The mapping failed: ${errorName(error)}.`); // Without its cause: Lambda logs causes.
  }
  // Events of one change and type have one id: consumers would take the second for a copy of the first.
  if (events.valid && new Set(events.value.map(({ contract }) => contract.detailType)).size < events.value.length)
    throw new MappingError("The mapping gave several events of one detail-type for one change.");
  return events;
}
