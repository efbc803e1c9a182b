import type { OperationContext } from "../../../kernel/service.ts";
import type { DeleteEventSourceMappingRequest } from "../../../models/lambda-types.ts";
import { positions } from "../../../polling/positions.ts";
import { describeMapping, mappings, requireMapping } from "../mapping-store.ts";

/** Removes a mapping, at once, with its position. */
export function deleteEventSourceMapping(input: DeleteEventSourceMappingRequest, context: OperationContext): object {
  const mapping = requireMapping(context, input.UUID);
  context.store.transaction(() => {
    positions(context, "lambda").remove(mapping.UUID);
    mappings.remove(context, mapping.UUID);
  });
  context.signals.notify("lambda:mappings");
  return describeMapping(context, mapping, "Deleting");
}
