import type { Service } from "../../../kernel/service.ts";
import type { Wire, WireResponse } from "../../../kernel/wire.ts";
import { forbidden, type InvokeFunctionUrlInput, invokeFunctionUrl } from "./invoke-function-url.ts";
import { urlTarget } from "./url-target.ts";

const json = { "content-type": "application/json" };

const wire: Wire = {
  claims: request => urlTarget(request) !== undefined,
  decode(request): { operation: string; input: InvokeFunctionUrlInput } {
    const { urlId = "", path = "/" } = urlTarget(request) ?? {};
    return { operation: "InvokeFunctionUrl", input: { urlId, request: { ...request, path } } };
  },
  encode(_operation, output, requestId) {
    const response = output as WireResponse;
    return { ...response, headers: { ...response.headers, "x-amzn-requestid": requestId } };
  },
  encodeError(error, requestId) {
    const { code, status, message } = error.status === 403 ? forbidden() : error;
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
