import type { OperationContext } from "../../../kernel/service.ts";
import { requireUrl, type UrlInput, urlConfigs, urlFunction } from "../urls/url-config.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionUrlConfig.html */
export function deleteFunctionUrlConfig(input: UrlInput, context: OperationContext): undefined {
  urlFunction(context, input);
  urlConfigs.remove(context, requireUrl(context, input).functionName);
}
