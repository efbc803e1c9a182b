import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { type BusSettings, writeBus } from "../buses/bus-store.ts";
import { busExists } from "../buses/find-bus.ts";
import { eventsArn } from "../event-arns.ts";
import { checkName, refuseParameters, required } from "../events-errors.ts";
import { type Tag, writeTags } from "../tags.ts";

interface CreateEventBusInput extends BusSettings {
  readonly Name?: string;
  readonly Tags?: readonly Tag[];
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export function createEventBus(input: CreateEventBusInput, context: OperationContext): object {
  refuseParameters(input, "CreateEventBus", ["EventSourceName"]);
  const { Name: given, Tags = [], ...settings } = input;
  const name = required(given, "name");
  checkName(name, "name", 256);
  if (busExists(context, name))
    throw new AwsError("ResourceAlreadyExistsException", `Event bus ${name} already exists.`);
  const arn = eventsArn(context, `event-bus/${name}`);
  context.store.transaction(() => {
    writeBus(context, name, settings);
    writeTags(context, arn, Tags);
  });
  return { EventBusArn: arn, ...settings };
}
