import type { OperationContext } from "../../../kernel/service.ts";
import { describeFunction } from "../describe-function.ts";
import { requireFunction } from "../function-store.ts";

/** A function's configuration. */
export function getFunctionConfiguration(input: { FunctionName: string }, context: OperationContext): object {
  return describeFunction(requireFunction(context, input.FunctionName).configuration);
}
