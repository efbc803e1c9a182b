import type { OperationContext } from "../../../kernel/service.ts";
import type { GetFunctionConfigurationRequest, GetFunctionRequest } from "../../../models/lambda-types.ts";
import { describeFunction } from "../describe-function.ts";
import { requireFunction } from "../function-store.ts";

/** A function's configuration, reserved concurrency and code location. */
export function getFunction({ FunctionName, Qualifier }: GetFunctionRequest, context: OperationContext): object {
  const { configuration, concurrency, tags } = requireFunction(context, FunctionName, Qualifier);
  return {
    Configuration: describeFunction(configuration),
    Code: { RepositoryType: "Local", Location: configuration.Handler },
    ...(concurrency === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: concurrency } }),
    Tags: tags ?? {},
  };
}

/** A function's configuration. */
export function getFunctionConfiguration(
  { FunctionName, Qualifier }: GetFunctionConfigurationRequest,
  context: OperationContext,
): object {
  return describeFunction(requireFunction(context, FunctionName, Qualifier).configuration);
}
