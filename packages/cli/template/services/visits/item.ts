import { changeEvent } from "@tributary/bus/change-event";
import type { OutgoingEvent } from "@tributary/bus/outgoing-event";
import type { ItemChange } from "@tributary/change-event/item-change";
import type { Validation } from "@tributary/contract/event-contract";
import { VisitChangedV1 } from "#contracts/visit-changed.v1";

/** What a change of the table means to others: one event, or none when no published field changed. */
export function decide(change: ItemChange): Validation<readonly OutgoingEvent[]> {
  const { before, after, keys } = change;
  const event = changeEvent(VisitChangedV1, change, {
    key: {
      visitId: keys.visitId,
    },
    subject: `Visit/${keys.visitId}`,
    ...(before && { before: published(before) }),
    ...(after && { after: published(after) }),
  });
  return { valid: true, value: event === undefined ? [] : [event] };
}

/** The published fields of an item: what is not named here stays in the table. */
const published = (item: Readonly<Record<string, unknown>>) => ({
  visitId: item.visitId,
  patientId: item.patientId,
  startsAt: item.startsAt,
});
