import type { OperationContext } from "../../../kernel/service.ts";
import { configuredFunction, describeConfig, type EventInvokeInput, requireConfig } from "../event-invoke-config.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html */
export function getFunctionEventInvokeConfig(input: EventInvokeInput, context: OperationContext): object {
  const stored = configuredFunction(context, input);
  requireConfig(stored);
  return describeConfig(stored);
}
