import type { OperationContext } from "../../../kernel/service.ts";
import { describeFunction } from "../describe-function.ts";
import { functionNames, requireFunction } from "../function-store.ts";

/** Functions by name, in pages of at most 50. The marker is the last name of the page before. */
export function listFunctions(
  input: { Marker?: string; MaxItems?: string | number },
  context: OperationContext,
): object {
  const size = Math.min(Number(input.MaxItems ?? 50), 50);
  const names = functionNames(context).filter(name => name > (input.Marker ?? ""));
  const page = names.slice(0, size);
  return {
    Functions: page.map(name => describeFunction(requireFunction(context, name).configuration)),
    ...(names.length > page.length ? { NextMarker: page.at(-1) } : {}),
  };
}
