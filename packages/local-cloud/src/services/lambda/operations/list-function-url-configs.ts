import type { OperationContext } from "../../../kernel/service.ts";
import { describeUrl, type UrlInput, urlConfigs, urlFunction } from "../urls/url-config.ts";

/** One at most, as there is only `$LATEST`. https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionUrlConfigs.html */
export function listFunctionUrlConfigs(input: UrlInput, context: OperationContext): object {
  const found = urlConfigs.find(context, urlFunction(context, input));
  return { FunctionUrlConfigs: found ? [describeUrl(context, found, input)] : [] };
}
