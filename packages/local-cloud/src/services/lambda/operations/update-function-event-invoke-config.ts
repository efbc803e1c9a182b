import type { OperationContext } from "../../../kernel/service.ts";
import type { UpdateFunctionEventInvokeConfigRequest } from "../../../models/lambda-types.ts";
import { configuredFunction, requireConfig, storeConfig } from "../event-invoke-config.ts";

/** Changes what it names, and keeps the rest. https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html */
export function updateFunctionEventInvokeConfig(
  input: UpdateFunctionEventInvokeConfigRequest,
  context: OperationContext,
): object {
  const stored = configuredFunction(context, input);
  return storeConfig(context, stored, input, requireConfig(stored));
}
