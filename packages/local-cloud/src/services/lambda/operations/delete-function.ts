import type { OperationContext } from "../../../kernel/service.ts";
import { functions, requireFunction } from "../function-store.ts";

/** Removes a function. Its event source mappings stay, as on AWS, and fail until they are deleted. */
export function deleteFunction(input: { FunctionName: string }, context: OperationContext): undefined {
  const { configuration } = requireFunction(context, input.FunctionName);
  functions.remove(context, configuration.FunctionName);
}
