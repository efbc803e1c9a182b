import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { describeUrl, readSettings, type UrlInput, urlConfigs, urlFunction, urlIdOf } from "../urls/url-config.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html */
export function createFunctionUrlConfig(input: UrlInput, context: OperationContext): object {
  const functionName = urlFunction(context, input);
  const settings = readSettings(input);
  if (urlConfigs.has(context, functionName))
    throw new AwsError(
      "ResourceConflictException",
      `Failed to create function url config for [functionArn = ${input.FunctionName}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
      { status: 409, members: { Type: "User" } },
    );
  const created = new Date(context.clock.now()).toISOString();
  const urlId = (context.accessKeyId === "" && input.UrlId) || urlIdOf(context, functionName);
  const url = { urlId, functionName, ...settings, created, modified: created };
  urlConfigs.put(context, functionName, url);
  return describeUrl(context, url, input);
}
