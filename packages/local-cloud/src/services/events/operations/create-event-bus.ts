import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { CreateEventBusRequest } from "../../../models/eventbridge-types.ts";
import { writeBus } from "../buses/bus-store.ts";
import { busExists } from "../buses/find-bus.ts";
import { eventsArn } from "../event-arns.ts";
import { validation } from "../events-errors.ts";
import { writeTags } from "../tags.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export function createEventBus(input: CreateEventBusRequest, context: OperationContext): object {
  const { Name: name, Tags = [], EventSourceName: _, ...settings } = input;
  // Only partner buses have one.
  if (name.includes("/")) throw validation("Event bus name must not contain '/'.");
  if (busExists(context, name))
    throw new AwsError("ResourceAlreadyExistsException", `Event bus ${name} already exists.`);
  const arn = eventsArn(context, `event-bus/${name}`);
  context.store.transaction(() => {
    writeBus(context, name, settings);
    writeTags(context, arn, Tags);
  });
  return { EventBusArn: arn, ...settings };
}
