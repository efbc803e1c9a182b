import { isDeepStrictEqual } from "node:util";
import type { OperationContext } from "../../../kernel/service.ts";
import type { UpdateEventSourceMappingRequest } from "../../../models/lambda-types.ts";
import { positions } from "../../../polling/positions.ts";
import { checkMaySend } from "../check-role.ts";
import { mappingSettings } from "../mapping-input.ts";
import { checkSource, mappedFunction, sourceKind } from "../mapping-source.ts";
import { describeMapping, type EventSourceMapping, putMapping, requireMapping } from "../mapping-store.ts";

/** Changes, enables or disables a mapping. It continues from its position. */
export function updateEventSourceMapping(input: UpdateEventSourceMappingRequest, context: OperationContext): object {
  const before = requireMapping(context, input.UUID);
  const settings = mappingSettings(input, sourceKind(before.EventSourceArn), before);
  const configuration = mappedFunction(context, input.FunctionName ?? before.FunctionArn);
  checkSource(context, before.EventSourceArn, settings, configuration);
  // What is left of these is in the settings: an empty one takes them away.
  const { FilterCriteria: _filters, ScalingConfig: _scaling, ...others } = before;
  const changed: EventSourceMapping = {
    ...others,
    ...settings,
    FunctionArn: configuration.FunctionArn,
    State: input.Enabled === undefined ? before.State : input.Enabled ? "Enabled" : "Disabled",
  };
  if (isDeepStrictEqual(changed, before)) return describeMapping(context, before, "Updating");
  checkMaySend(context, configuration, changed.DestinationConfig?.OnFailure?.Destination, "destination");
  const mapping = { ...changed, LastModified: context.clock.now() / 1000 };
  context.store.transaction(() => {
    if (mapping.StartingPosition)
      positions(context, "lambda").arrange(mapping.UUID, mapping.ParallelizationFactor ?? 1, undefined);
    putMapping(context, mapping);
  });
  return describeMapping(context, mapping, "Updating");
}
