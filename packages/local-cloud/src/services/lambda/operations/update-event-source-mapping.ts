import { isDeepStrictEqual } from "node:util";
import type { OperationContext } from "../../../kernel/service.ts";
import { positions } from "../../../polling/positions.ts";
import { requireFunction } from "../function-store.ts";
import { type MappingInput, mappingSettings, sourceKind } from "../mapping-input.ts";
import { type EventSourceMapping, putMapping, requireMapping } from "../mapping-store.ts";

/** Changes, enables or disables a mapping. It continues from its position. */
export function updateEventSourceMapping(
  input: MappingInput & { UUID: string },
  context: OperationContext,
): EventSourceMapping {
  const before = requireMapping(context, input.UUID);
  const settings = mappingSettings(input, sourceKind(before.EventSourceArn), before);
  const changed: EventSourceMapping = {
    ...before,
    ...settings,
    ...(input.FunctionName
      ? { FunctionArn: requireFunction(context, input.FunctionName).configuration.FunctionArn }
      : {}),
    State: input.Enabled === undefined ? before.State : input.Enabled ? "Enabled" : "Disabled",
  };
  if (input.FilterCriteria && !input.FilterCriteria.Filters?.length) Reflect.deleteProperty(changed, "FilterCriteria");
  if (isDeepStrictEqual(changed, before)) return before;
  const mapping = { ...changed, LastModified: context.clock.now() / 1000 };
  context.store.transaction(() => {
    if (mapping.StartingPosition)
      positions(context, "lambda").arrange(mapping.UUID, mapping.ParallelizationFactor ?? 1, undefined);
    putMapping(context, mapping);
  });
  return mapping;
}
