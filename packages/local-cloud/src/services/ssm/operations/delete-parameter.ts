import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { DeleteParameterRequest } from "../../../models/ssm-types.ts";
import { parameters, splitName } from "../parameter.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html */
export function deleteParameter(input: DeleteParameterRequest, context: OperationContext): object {
  const { name } = splitName(input.Name);
  if (!parameters.has(context, name)) throw new AwsError("ParameterNotFound", "");
  parameters.remove(context, name);
  return {};
}
