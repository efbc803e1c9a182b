import type { Service } from "../../../kernel/service.ts";
import type { Wire, WireRequest, WireResponse } from "../../../kernel/wire.ts";
import { forbidden, type InvokeFunctionUrlInput, invokeFunctionUrl } from "./invoke-function-url.ts";
import { URL_PATH } from "./url-config.ts";

/** The id in the host of a function URL, which resolves where `*.localhost` does: `<id>.lambda-url.localhost:4566`. */
const HOST = /^([a-z0-9]+)\.lambda-url\./;

/** Where a request goes: to the id of a function URL, and a path below it. */
function target({ path, headers }: WireRequest): { readonly urlId: string; readonly path: string } | undefined {
  const named = HOST.exec(headers.host ?? "")?.[1];
  if (named !== undefined) return { urlId: named, path };
  if (!path.startsWith(URL_PATH)) return undefined;
  const [, urlId = "", below = ""] = /^([^/]*)(.*)$/s.exec(path.slice(URL_PATH.length)) ?? [];
  return { urlId, path: below === "" ? "/" : below };
}

const json = { "content-type": "application/json" };

const wire: Wire = {
  claims: request => target(request) !== undefined,
  decode(request): { operation: string; input: InvokeFunctionUrlInput } {
    const { urlId = "", path = "/" } = target(request) ?? {};
    return { operation: "InvokeFunctionUrl", input: { urlId, request: { ...request, path } } };
  },
  encode(_operation, output, requestId) {
    const response = output as WireResponse;
    return { ...response, headers: { ...response.headers, "x-amzn-requestid": requestId } };
  },
  encodeError(error, requestId) {
    const { code, status, message } = error.code.startsWith("AccessDenied") ? forbidden() : error;
    return {
      status,
      headers: { ...json, "x-amzn-requestid": requestId, "x-amzn-errortype": code },
      body: JSON.stringify({ Message: message }),
    };
  },
};

/** Lambda's function URLs: HTTP requests to functions. It goes before services that claim requests nobody signed. */
export const functionUrlService: Service = {
  name: "lambda-url",
  title: "Lambda function URLs",
  schema: "", // Its table is of the lambda service.
  wire,
  operations: { InvokeFunctionUrl: invokeFunctionUrl },
};
