import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { GetParameterRequest } from "../../../models/ssm-types.ts";
import { findParameter } from "../parameter.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
export function getParameter(input: GetParameterRequest, context: OperationContext): object {
  const found = findParameter(context, input.Name, input.WithDecryption === true);
  if (found === undefined) throw new AwsError("ParameterNotFound", "");
  return { Parameter: found };
}
