import type { OperationContext } from "../../../kernel/service.ts";
import type { DeleteEventBusRequest } from "../../../models/eventbridge-types.ts";
import { removeBus } from "../buses/bus-store.ts";
import { DEFAULT_BUS, eventsArn } from "../event-arns.ts";
import { validation } from "../events-errors.ts";
import { forgetTags } from "../tags.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteEventBus.html */
export function deleteEventBus({ Name: name }: DeleteEventBusRequest, context: OperationContext): void {
  if (name === DEFAULT_BUS) throw validation("Cannot delete event bus default.");
  const { store } = context;
  store.transaction(() => {
    if (store.prepare("SELECT 1 FROM events_rules WHERE bus = ?").get(name))
      throw validation("Event bus can't be deleted since it has rules.");
    removeBus(context, name);
    forgetTags(context, eventsArn(context, `event-bus/${name}`));
  });
}
