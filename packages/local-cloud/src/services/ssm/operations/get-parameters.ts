import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { GetParametersRequest } from "../../../models/ssm-types.ts";
import { findParameter } from "../parameter.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
export function getParameters(input: GetParametersRequest, context: OperationContext): object {
  const found = input.Names.map(name => ({ name, parameter: find(context, name, input.WithDecryption === true) }));
  return {
    InvalidParameters: found.filter(({ parameter }) => parameter === undefined).map(({ name }) => name),
    Parameters: found.flatMap(({ parameter }) => parameter ?? []),
  };
}

/** A version that is not there makes the name invalid, and does not fail the others. */
function find(context: OperationContext, name: string, withDecryption: boolean): object | undefined {
  try {
    return findParameter(context, name, withDecryption);
  } catch (error) {
    if (error instanceof AwsError && error.code === "ParameterVersionNotFound") return undefined;
    throw error;
  }
}
