import type { OperationContext } from "../../../kernel/service.ts";
import { putFunction, requireFunction } from "../function-store.ts";
import { checkRange } from "../validate.ts";

/** Reserves concurrency: the most invocations at once. 0 stops the function. */
export function putFunctionConcurrency(
  input: { FunctionName: string; ReservedConcurrentExecutions: number },
  context: OperationContext,
): object {
  checkRange("reservedConcurrentExecutions", input.ReservedConcurrentExecutions, 0, 1_000);
  const stored = requireFunction(context, input.FunctionName);
  putFunction(context, { ...stored, concurrency: input.ReservedConcurrentExecutions });
  return { ReservedConcurrentExecutions: input.ReservedConcurrentExecutions };
}
