import type { OperationContext } from "../../../kernel/service.ts";
import type { ListEventBusesRequest } from "../../../models/eventbridge-types.ts";
import { readBuses, summarizeBus } from "../buses/bus-store.ts";
import { page } from "../page.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListEventBuses.html */
export function listEventBuses(input: ListEventBusesRequest, context: OperationContext): object {
  const buses = readBuses(context).filter(bus => bus.name.startsWith(input.NamePrefix ?? ""));
  const { items, NextToken } = page(buses, bus => bus.name, input);
  return { EventBuses: items.map(summarizeBus), ...(NextToken !== undefined && { NextToken }) };
}
