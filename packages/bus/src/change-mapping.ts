import { type ItemChange, itemChange } from "@tributary/change-event/item-change";
import { errorName } from "@tributary/contract/error-name";
import type { Validation } from "@tributary/contract/event-contract";
import type { OutgoingEvent } from "./outgoing-event.ts";
import { tellOutcome } from "./tell-outcome.ts";

/** Maps an item's change to events: none if nothing published changed; violations if the item is malformed. */
export type ChangeMapping = (change: ItemChange) => Validation<readonly OutgoingEvent[]>;

/**
 * A mapping threw, or returned something that cannot be sent: a defect. Holds only the kind of the error, whose message may
 * quote the item.
 */
export class MappingError extends Error {
  override readonly name = "MappingError";
}

/** The events of a stream record, at most one of each detail-type. Throws `MappingError` if the mapping has a defect. */
export function outgoingEvents(record: unknown, mapping: ChangeMapping): Validation<readonly OutgoingEvent[]> {
  const change = itemChange(record);
  if (!change.valid) return change;
  let events: ReturnType<ChangeMapping>;
  try {
    events = mapping(change.value);
  } catch (error) {
    tellOutcome({ outcome: "failed", error });
    throw new MappingError(`The mapping failed: ${errorName(error)}.`); // Without its cause: Lambda logs causes.
  }
  // Events of one change and type have one id: consumers would take the second for a copy of the first.
  if (events.valid && new Set(events.value.map(({ contract }) => contract.detailType)).size < events.value.length)
    throw new MappingError("The mapping gave several events of one detail-type for one change.");
  return events;
}
