import { type InvokeFunctionUrlInput, urlOf } from "../../services/lambda/urls/invoke-function-url.ts";
import { urlAccess } from "../../services/lambda/urls/url-permission.ts";
import type { AccessRule } from "./access.ts";

/** What a request through a function URL needs; one without authorization is held to the function's policy alone. */
export const lambdaUrlAccess: Readonly<Record<string, AccessRule>> = {
  InvokeFunctionUrl({ urlId }: InvokeFunctionUrlInput, context) {
    const url = urlOf(context, urlId);
    return url?.authType === "AWS_IAM" ? urlAccess(context, url) : [];
  },
};
