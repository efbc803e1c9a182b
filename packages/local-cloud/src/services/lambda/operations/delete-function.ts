import type { OperationContext } from "../../../kernel/service.ts";
import type { DeleteFunctionRequest } from "../../../models/lambda-types.ts";
import { functions, requireFunction } from "../function-store.ts";
import { urlConfigs } from "../urls/url-config.ts";
import { invalidParameter } from "../validate.ts";

/** Removes a function. Its event source mappings stay, as on AWS, and fail until they are deleted. */
export function deleteFunction(
  { FunctionName, Qualifier }: DeleteFunctionRequest,
  context: OperationContext,
): { StatusCode: number } {
  const { configuration } = requireFunction(context, FunctionName, Qualifier);
  if (Qualifier) throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
  functions.remove(context, configuration.FunctionName);
  urlConfigs.remove(context, configuration.FunctionName);
  return { StatusCode: 204 };
}
