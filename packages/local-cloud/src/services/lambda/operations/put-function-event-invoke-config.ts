import type { OperationContext } from "../../../kernel/service.ts";
import type { PutFunctionEventInvokeConfigRequest } from "../../../models/lambda-types.ts";
import { configuredFunction, storeConfig } from "../event-invoke-config.ts";

/** Sets a function's configuration anew. https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html */
export function putFunctionEventInvokeConfig(
  input: PutFunctionEventInvokeConfigRequest,
  context: OperationContext,
): object {
  return storeConfig(context, configuredFunction(context, input), input, {});
}
