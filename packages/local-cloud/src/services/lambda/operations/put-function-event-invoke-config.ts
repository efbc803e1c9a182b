import type { OperationContext } from "../../../kernel/service.ts";
import { configuredFunction, type EventInvokeInput, storeConfig } from "../event-invoke-config.ts";

/** Sets a function's configuration anew. https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html */
export function putFunctionEventInvokeConfig(input: EventInvokeInput, context: OperationContext): object {
  return storeConfig(context, configuredFunction(context, input), input, {});
}
