import type { OperationContext } from "../../../kernel/service.ts";
import { type BusSettings, readBuses, writeBus } from "../bus-store.ts";
import { findBus } from "../find-bus.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateEventBus.html */
export function updateEventBus(input: BusSettings & { Name?: string }, context: OperationContext): object {
  const { Name: given, ...changes } = input;
  const name = findBus(context, given);
  return context.store.transaction(() => {
    const bus = readBuses(context).find(candidate => candidate.name === name);
    const settings = { ...bus?.settings, ...changes };
    writeBus(context, name, settings, bus?.policy);
    return { Arn: bus?.arn, Name: name, ...settings };
  });
}
