import type { OperationContext } from "../../../kernel/service.ts";
import { functionPolicy, noPolicy } from "../function-policy.ts";
import { requireFunction } from "../function-store.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
export function getPolicy({ FunctionName }: { readonly FunctionName: string }, context: OperationContext): object {
  const { configuration } = requireFunction(context, FunctionName);
  const Policy = functionPolicy(context, configuration.FunctionName);
  if (Policy === undefined) throw noPolicy();
  return { Policy, RevisionId: configuration.RevisionId };
}
