import type { OperationContext } from "../../../kernel/service.ts";
import { configuredFunction, type EventInvokeInput, requireConfig, storeConfig } from "../event-invoke-config.ts";

/** Changes what it names, and keeps the rest. https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html */
export function updateFunctionEventInvokeConfig(input: EventInvokeInput, context: OperationContext): object {
  const stored = configuredFunction(context, input);
  return storeConfig(context, stored, input, requireConfig(stored));
}
