import type { OperationContext } from "../../../kernel/service.ts";
import type { GetPolicyRequest } from "../../../models/lambda-types.ts";
import { functionPolicy, noPolicy } from "../function-policy.ts";
import { requireFunction } from "../function-store.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
export function getPolicy({ FunctionName, Qualifier }: GetPolicyRequest, context: OperationContext): object {
  const { configuration } = requireFunction(context, FunctionName, Qualifier);
  const Policy = functionPolicy(context, configuration.FunctionName);
  if (Policy === undefined) throw noPolicy();
  return { Policy, RevisionId: configuration.RevisionId };
}
