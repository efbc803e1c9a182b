import type { OperationContext } from "../../../kernel/service.ts";
import { type EventSourceMapping, requireMapping } from "../mapping-store.ts";

/** One mapping, by UUID. */
export function getEventSourceMapping(input: { UUID: string }, context: OperationContext): EventSourceMapping {
  return requireMapping(context, input.UUID);
}
