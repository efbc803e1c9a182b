import type { OperationContext } from "../../../kernel/service.ts";
import { describeFunction } from "../describe-function.ts";
import { requireFunction } from "../function-store.ts";

/** A function's configuration, reserved concurrency and code location. */
export function getFunction(input: { FunctionName: string }, context: OperationContext): object {
  const { configuration, concurrency } = requireFunction(context, input.FunctionName);
  return {
    Configuration: describeFunction(configuration),
    Code: { RepositoryType: "Local", Location: configuration.Handler },
    ...(concurrency === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: concurrency } }),
    Tags: {},
  };
}

/** A function's configuration. */
export function getFunctionConfiguration(input: { FunctionName: string }, context: OperationContext): object {
  return describeFunction(requireFunction(context, input.FunctionName).configuration);
}
