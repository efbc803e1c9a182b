import type { OperationContext } from "../../../kernel/service.ts";
import { describeUrl, readSettings, requireUrl, type UrlInput, urlConfigs, urlFunction } from "../urls/url-config.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionUrlConfig.html */
export function updateFunctionUrlConfig(input: UrlInput, context: OperationContext): object {
  const functionName = urlFunction(context, input);
  const { cors: _cors, authType: _authType, ...kept } = requireUrl(context, input);
  const settings = readSettings(input, requireUrl(context, input));
  const url = { ...kept, ...settings, modified: new Date(context.clock.now()).toISOString() };
  urlConfigs.put(context, functionName, url);
  return describeUrl(context, url, input);
}
