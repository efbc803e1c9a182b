import type { OperationContext } from "../../../kernel/service.ts";
import type { ListEventSourceMappingsRequest } from "../../../models/lambda-types.ts";
import { functionArn, functionNameOf } from "../function-store.ts";
import { describeMapping, mappings } from "../mapping-store.ts";

/** Mappings of a source, of a function, or all, in pages of at most 100. The marker is the last UUID of the page before. */
export function listEventSourceMappings(input: ListEventSourceMappingsRequest, context: OperationContext): object {
  const fn = input.FunctionName && functionArn(context, functionNameOf(input.FunctionName));
  const found = mappings
    .all(context)
    .filter(
      mapping =>
        (!input.EventSourceArn || mapping.EventSourceArn === input.EventSourceArn) &&
        (!fn || mapping.FunctionArn === fn) &&
        mapping.UUID > (input.Marker ?? ""),
    );
  const page = found.slice(0, Math.min(input.MaxItems ?? 100, 100));
  return {
    EventSourceMappings: page.map(mapping => describeMapping(context, mapping)),
    ...(found.length > page.length ? { NextMarker: page.at(-1)?.UUID } : {}),
  };
}
