import type { OperationContext } from "../../../kernel/service.ts";
import type { GetFunctionEventInvokeConfigRequest } from "../../../models/lambda-types.ts";
import { configuredFunction, describeConfig, requireConfig } from "../event-invoke-config.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html */
export function getFunctionEventInvokeConfig(
  input: GetFunctionEventInvokeConfigRequest,
  context: OperationContext,
): object {
  const stored = configuredFunction(context, input);
  requireConfig(stored);
  return describeConfig(stored);
}
