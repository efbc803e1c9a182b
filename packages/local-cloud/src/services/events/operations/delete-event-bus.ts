import type { OperationContext } from "../../../kernel/service.ts";
import { buses } from "../buses/bus-store.ts";
import { DEFAULT_BUS, eventsArn } from "../event-arns.ts";
import { required, validation } from "../events-errors.ts";
import { forgetTags } from "../tags.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteEventBus.html */
export function deleteEventBus(input: { Name?: string }, context: OperationContext): void {
  const name = required(input.Name, "name");
  if (name === DEFAULT_BUS) throw validation("Cannot delete event bus default.");
  const { store } = context;
  store.transaction(() => {
    if (store.prepare("SELECT 1 FROM events_rules WHERE bus = ?").get(name))
      throw validation("Event bus can't be deleted since it has rules.");
    buses.remove(context, name);
    forgetTags(context, eventsArn(context, `event-bus/${name}`));
  });
}
