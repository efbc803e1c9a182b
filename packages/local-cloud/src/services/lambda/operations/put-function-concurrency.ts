import type { OperationContext } from "../../../kernel/service.ts";
import type { PutFunctionConcurrencyRequest } from "../../../models/lambda-types.ts";
import { putFunction, requireFunction } from "../function-store.ts";

/** Reserves concurrency: the most invocations at once. 0 stops the function. */
export function putFunctionConcurrency(input: PutFunctionConcurrencyRequest, context: OperationContext): object {
  const stored = requireFunction(context, input.FunctionName);
  putFunction(context, { ...stored, concurrency: input.ReservedConcurrentExecutions });
  return { ReservedConcurrentExecutions: input.ReservedConcurrentExecutions };
}
