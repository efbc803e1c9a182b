import { AwsError } from "../../kernel/aws-error.ts";
import { records } from "../../kernel/records.ts";
import type { CloudContext, OperationContext } from "../../kernel/service.ts";
import { decrypted } from "./secure-value.ts";

/** One version of a parameter. */
export interface ParameterVersion {
  readonly version: number;
  readonly type: "String" | "StringList" | "SecureString";
  /** Encrypted where the type is SecureString. */
  readonly value: string;
  readonly dataType: string;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  readonly description?: string;
}

/** A parameter with the versions that are kept, the newest last. */
export interface StoredParameter {
  readonly name: string;
  readonly versions: readonly ParameterVersion[];
}

export const parameters = records<StoredParameter>("ssm_parameters");

/** Parts of a path that a name may have. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
const MOST_LEVELS = 15;

/** Refuses a name that AWS would. */
export function checkName(name: string): void {
  const parts = name.split("/").filter(part => part !== "");
  if (name.includes("/") && !name.startsWith("/"))
    throw new AwsError("ValidationException", "Parameter name must be a fully qualified name.");
  if (/^\/?(?:aws|ssm)/i.test(name))
    throw new AwsError(
      "ValidationException",
      'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).',
    );
  if (parts.length > MOST_LEVELS)
    throw new AwsError(
      "HierarchyLevelLimitExceededException",
      `Parameter name exceeded the limit of ${MOST_LEVELS} levels.`,
    );
}

/** The name without the ARN around it and the version behind it. */
export function splitName(text: string): { readonly name: string; readonly selector?: string } {
  const bare = text.replace(/^arn:[^:]+:ssm:[^:]*:[^:]*:parameter/, "");
  const [name = "", ...selector] = bare.split(":");
  return selector.length === 0 ? { name } : { name, selector: selector.join(":") };
}

/** A parameter as an answer has it; undefined if there is none. Of a version that is not kept: `ParameterVersionNotFound`. */
export function findParameter(context: OperationContext, text: string, withDecryption: boolean): object | undefined {
  const { name, selector } = splitName(text);
  // An ARN has no place for the slash before a name without a path; with one more slash it is that of no parameter.
  const found =
    parameters.find(context, name) ?? (/^\/[^/]+$/.test(name) ? parameters.find(context, name.slice(1)) : undefined);
  if (found === undefined) return undefined;
  const version =
    selector === undefined ? found.versions.at(-1) : found.versions.find(each => String(each.version) === selector);
  if (version === undefined)
    throw new AwsError("ParameterVersionNotFound", `Systems Manager could not find version ${selector} of ${name}.`);
  return described(context, found.name, version, withDecryption, selector);
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Parameter.html */
export function described(
  context: CloudContext,
  name: string,
  { version, type, value, dataType, modified }: ParameterVersion,
  withDecryption: boolean,
  selector?: string,
): object {
  return {
    ...{ ARN: arnOfParameter(context, name), DataType: dataType, LastModifiedDate: modified / 1000, Name: name },
    ...(selector === undefined ? {} : { Selector: `:${selector}` }),
    ...{ Type: type, Value: type === "SecureString" && withDecryption ? decrypted(context, name, value) : value },
    Version: version,
  };
}

/** `arn:aws:ssm:us-east-1:000000000000:parameter/sst/bootstrap` */
function arnOfParameter({ region, account }: Pick<CloudContext, "region" | "account">, name: string): string {
  return `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, "")}`;
}
