import type { OperationContext } from "../../../kernel/service.ts";
import { describeUrl, requireUrl, type UrlInput, urlFunction } from "../urls/url-config.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionUrlConfig.html */
export function getFunctionUrlConfig(input: UrlInput, context: OperationContext): object {
  urlFunction(context, input);
  return describeUrl(context, requireUrl(context, input), input);
}
