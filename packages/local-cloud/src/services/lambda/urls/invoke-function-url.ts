import { callerOf } from "../../../authorization/callers.ts";
import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { WireResponse } from "../../../kernel/wire.ts";
import { roleId } from "../../sts/role-id.ts";
import { type FunctionAnswer, invokeFunction } from "../invoke-function.ts";
import { answerOfAbsent } from "../operations/invoke.ts";
import { NobodyListens } from "../runtime/function-runtime.ts";
import { type UrlConfig, urlConfigs } from "./url-config.ts";
import { corsHeaders, preflight } from "./url-cors.ts";
import { type UrlEventContext, type UrlRequest, urlEvent } from "./url-event.ts";
import { isOpen } from "./url-permission.ts";
import { FAILED, urlResponse } from "./url-response.ts";

/** A request to a function URL, by the id in its host or path. */
export interface InvokeFunctionUrlInput {
  readonly urlId: string;
  readonly request: UrlRequest;
}

/** The function URL of an id; undefined if there is none. */
export function urlOf(context: Pick<OperationContext, "store">, urlId: string): UrlConfig | undefined {
  return urlConfigs.all(context).find(url => url.urlId === urlId);
}

/** Calls the function behind a URL, and makes HTTP of its answer. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export async function invokeFunctionUrl(
  { urlId, request }: InvokeFunctionUrlInput,
  context: OperationContext,
): Promise<WireResponse> {
  const url = urlOf(context, urlId);
  if (!url) throw new AwsError("ResourceNotFoundException", `There is no function URL ${urlId}.`, { status: 404 });
  const asked = preflight(url.cors, request.method, request.headers);
  if (asked) return { status: 200, headers: asked, body: "" };
  const isAllowed = url.authType === "NONE" ? isOpen(context, url) : context.accessKeyId !== "";
  if (!isAllowed) throw forbidden();
  const { region, requestId } = context;
  const caller = url.authType === "AWS_IAM" ? callerIn(context) : undefined;
  const event = urlEvent(request, {
    urlId,
    region,
    requestId,
    now: context.clock.now(),
    ...(caller ? { caller } : {}),
  });
  const answer = await call(context, url.functionName, JSON.stringify(event));
  const response = answer.functionError ? FAILED : urlResponse(answer.payload);
  return { ...response, headers: { ...response.headers, ...corsHeaders(url.cors, request.headers) } };
}

/** Lambda's refusal of a call without permission. */
export function forbidden(): AwsError {
  const page = "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";
  return new AwsError(
    "AccessDeniedException",
    `Forbidden. For troubleshooting Function URL authorization issues, see: ${page}`,
    { status: 403 },
  );
}

async function call(context: OperationContext, name: string, payload: string): Promise<FunctionAnswer> {
  try {
    return await invokeFunction(context, name, payload);
  } catch (error) {
    if (error instanceof NobodyListens) return { payload: answerOfAbsent(error) };
    throw error;
  }
}

function callerIn(context: OperationContext): NonNullable<UrlEventContext["caller"]> {
  const { accessKeyId: accessKey, account: accountId } = context;
  const caller = callerOf(context, accessKey);
  if (caller.kind !== "role")
    return { accessKey, accountId, userArn: `arn:aws:iam::${accountId}:user/${accessKey}`, userId: accessKey };
  const { arn, session } = caller.principal;
  return { accessKey, accountId, userArn: session, userId: `${roleId(arn)}:${session.split("/").at(-1)}` };
}
