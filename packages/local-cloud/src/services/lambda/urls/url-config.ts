import { createHash } from "node:crypto";
import { AwsError } from "../../../kernel/aws-error.ts";
import { records } from "../../../kernel/records.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import { cloudAddress, type FromHost } from "../../../protocols/request-host.ts";
import { functionArn, functionNameOf, requireFunction } from "../function-store.ts";
import { invalidParameter } from "../validate.ts";

/** Who else may call a function URL from a web page. https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html */
export interface UrlCors {
  readonly AllowCredentials?: boolean;
  readonly AllowHeaders?: readonly string[];
  readonly AllowMethods?: readonly string[];
  readonly AllowOrigins?: readonly string[];
  readonly ExposeHeaders?: readonly string[];
  /** Seconds. */
  readonly MaxAge?: number;
}

/** A function URL as stored. */
export interface UrlConfig {
  /** The first part of its host. */
  readonly urlId: string;
  readonly functionName: string;
  readonly authType: "NONE" | "AWS_IAM";
  readonly cors?: UrlCors;
  readonly created: string;
  readonly modified: string;
}

/** Input of the operations on function URLs. */
export interface UrlInput extends FromHost {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly AuthType?: string;
  readonly Cors?: UrlCors;
  readonly InvokeMode?: string;
  /** In process only: the id that the graph has. */
  readonly UrlId?: string;
}

/** Before the id in the path of a function URL: no bucket has a name that begins with an underscore. */
export const URL_PATH = "/_lambda-url/";

/** All function URLs, by the function's name. */
export const urlConfigs = records<UrlConfig>("lambda_urls");

/** The function of a request; a version or an alias is refused, as there is only `$LATEST`. */
export function urlFunction(context: CloudContext, { FunctionName, Qualifier }: UrlInput): string {
  return requireFunction(context, FunctionName, Qualifier).configuration.FunctionName;
}

/** The function URL of a function; `ResourceNotFoundException` if it has none. */
export function requireUrl(context: CloudContext, input: UrlInput): UrlConfig {
  const found = urlConfigs.find(context, functionNameOf(input.FunctionName));
  if (found) return found;
  throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", {
    status: 404,
    members: { Type: "User" },
  });
}

/** The settings that a request asks for, over those before; what the local cloud does not do is refused by name. */
export function readSettings(
  { AuthType, Cors, InvokeMode }: UrlInput,
  before?: UrlConfig,
): Pick<UrlConfig, "authType" | "cors"> {
  const authType = (AuthType ?? before?.authType) === "AWS_IAM" ? "AWS_IAM" : "NONE";
  if (InvokeMode !== undefined && InvokeMode !== "BUFFERED")
    throw invalidParameter(
      `The local cloud does not support InvokeMode ${InvokeMode}: answers are not streamed. See FIDELITY.md.`,
    );
  const cors = Cors ?? before?.cors;
  return { authType, ...(cors && Object.keys(cors).length > 0 ? { cors } : {}) };
}

/** An id as AWS makes them: 32 letters and digits, the same for the same function. */
export function urlIdOf(context: CloudContext, functionName: string): string {
  const hash = createHash("sha256").update(functionArn(context, functionName)).digest("hex");
  return BigInt(`0x${hash}`).toString(36).slice(0, 32);
}

/** The address of a function URL on this machine: its path needs no name that only some machines resolve. */
export function urlAddress(urlId: string, input: FromHost): string {
  return `${cloudAddress(input)}${URL_PATH}${urlId}/`;
}

/** A function URL in the API's shape. */
export function describeUrl(context: CloudContext, url: UrlConfig, input: FromHost): object {
  return {
    FunctionUrl: urlAddress(url.urlId, input),
    FunctionArn: functionArn(context, url.functionName),
    ...{ AuthType: url.authType, InvokeMode: "BUFFERED", CreationTime: url.created, LastModifiedTime: url.modified },
    ...(url.cors ? { Cors: url.cors } : {}),
  };
}
