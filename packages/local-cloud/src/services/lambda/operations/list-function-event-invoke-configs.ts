import type { OperationContext } from "../../../kernel/service.ts";
import type { ListFunctionEventInvokeConfigsRequest } from "../../../models/lambda-types.ts";
import { describeConfig } from "../event-invoke-config.ts";
import { requireFunction } from "../function-store.ts";

/** One at most, as there is only `$LATEST`. https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionEventInvokeConfigs.html */
export function listFunctionEventInvokeConfigs(
  input: ListFunctionEventInvokeConfigsRequest,
  context: OperationContext,
): object {
  const stored = requireFunction(context, input.FunctionName);
  const isSet = stored.eventInvoke.LastModified !== undefined;
  return { FunctionEventInvokeConfigs: isSet ? [describeConfig(stored)] : [] };
}
