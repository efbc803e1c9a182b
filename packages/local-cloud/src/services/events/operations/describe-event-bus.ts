import type { OperationContext } from "../../../kernel/service.ts";
import type { DescribeEventBusRequest } from "../../../models/eventbridge-types.ts";
import { describeBus, readBuses } from "../buses/bus-store.ts";
import { findBus } from "../buses/find-bus.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html */
export function describeEventBus(input: DescribeEventBusRequest, context: OperationContext): object {
  const name = findBus(context, input.Name);
  return readBuses(context)
    .filter(bus => bus.name === name)
    .map(describeBus)
    .reduce((_, bus) => bus, {});
}
