import type { OperationContext } from "../../../kernel/service.ts";
import type { UpdateEventBusRequest } from "../../../models/eventbridge-types.ts";
import { readBuses, writeBus } from "../buses/bus-store.ts";
import { findBus } from "../buses/find-bus.ts";
import { eventsArn } from "../event-arns.ts";

/** Settings that are not given are taken away, as the AWS page says of the key. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateEventBus.html */
export function updateEventBus(input: UpdateEventBusRequest, context: OperationContext): object {
  const { Name: given, ...settings } = input;
  const name = findBus(context, given);
  const policy = readBuses(context).find(bus => bus.name === name)?.policy;
  writeBus(context, name, settings, policy);
  return { Arn: eventsArn(context, `event-bus/${name}`), Name: name, ...settings };
}
