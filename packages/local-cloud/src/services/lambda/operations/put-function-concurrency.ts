import type { OperationContext } from "../../../kernel/service.ts";
import { requireFunction } from "../function-store.ts";
import { checkRange } from "../validate.ts";

/** Reserves concurrency: the most invocations at once. 0 stops the function. */
export function putFunctionConcurrency(
  input: { FunctionName: string; ReservedConcurrentExecutions: number },
  context: OperationContext,
): object {
  checkRange("reservedConcurrentExecutions", input.ReservedConcurrentExecutions, 0, 1_000);
  const { configuration } = requireFunction(context, input.FunctionName);
  context.store
    .prepare("UPDATE lambda_functions SET concurrency = ? WHERE name = ?")
    .run(input.ReservedConcurrentExecutions, configuration.FunctionName);
  return { ReservedConcurrentExecutions: input.ReservedConcurrentExecutions };
}
