import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { PutParameterRequest } from "../../../models/ssm-types.ts";
import { checkName, type ParameterVersion, parameters, splitName } from "../parameter.ts";
import { encrypted } from "../secure-value.ts";

/** Versions that are kept of a parameter. https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html */
const MOST_VERSIONS = 100;

/** Bytes of a value, in the standard tier. */
const MOST_BYTES = 4_096;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export function putParameter(input: PutParameterRequest, context: OperationContext): object {
  const { name } = splitName(input.Name);
  checkName(name);
  const value = input.Value;
  if (Buffer.byteLength(value) > MOST_BYTES)
    throw new AwsError(
      "ValidationException",
      `Standard tier parameters support a maximum parameter value of ${MOST_BYTES} characters.`,
    );
  return context.store.transaction(() => {
    const versions = parameters.find(context, name)?.versions ?? [];
    const before = versions.at(-1);
    if (before !== undefined && input.Overwrite !== true)
      throw new AwsError(
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
      );
    const type = (input.Type ?? before?.type) as ParameterVersion["type"] | undefined;
    if (type === undefined)
      throw new AwsError("ValidationException", "A parameter type is required when you create a parameter.");
    const version = (before?.version ?? 0) + 1;
    const description = input.Description ?? before?.description;
    const made: ParameterVersion = {
      ...{ version, type, dataType: input.DataType ?? before?.dataType ?? "text", modified: context.clock.now() },
      value: type === "SecureString" ? encrypted(context, name, value) : value,
      ...(description === undefined ? {} : { description }),
    };
    parameters.put(context, name, { name, versions: [...versions, made].slice(-MOST_VERSIONS) });
    return { Tier: "Standard", Version: version };
  });
}
