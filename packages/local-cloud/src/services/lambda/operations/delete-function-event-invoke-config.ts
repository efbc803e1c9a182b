import type { OperationContext } from "../../../kernel/service.ts";
import type { DeleteFunctionEventInvokeConfigRequest } from "../../../models/lambda-types.ts";
import { configuredFunction, requireConfig } from "../event-invoke-config.ts";
import { putFunction } from "../function-store.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionEventInvokeConfig.html */
export function deleteFunctionEventInvokeConfig(
  input: DeleteFunctionEventInvokeConfigRequest,
  context: OperationContext,
): void {
  const stored = configuredFunction(context, input);
  requireConfig(stored);
  putFunction(context, { ...stored, eventInvoke: {} });
}
