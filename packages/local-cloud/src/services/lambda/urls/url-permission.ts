import { decide } from "@tributary/iam-policy/decide";
import { parsePolicy } from "@tributary/iam-policy/parse-policy";
import type { Access } from "../../../authorization/access/access.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import { functionPolicy } from "../function-policy.ts";
import { functionArn } from "../function-store.ts";
import type { UrlConfig } from "./url-config.ts";

/** What a request through a function URL needs: two permissions since October 2025. https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
export function urlAccess(context: CloudContext, { functionName, authType }: UrlConfig): Access[] {
  const resource = functionArn(context, functionName);
  return [
    { action: "lambda:InvokeFunctionUrl", resource, context: { "lambda:functionurlauthtype": authType } },
    { action: "lambda:InvokeFunction", resource, context: { "lambda:invokedviafunctionurl": "true" } },
  ];
}

/** Whether the function's policy lets everyone call its URL. */
export function isOpen(context: CloudContext, url: UrlConfig): boolean {
  const policy = functionPolicy(context, url.functionName);
  if (policy === undefined) return false;
  const resource = parsePolicy(policy, { name: "the function's policy", kind: "resource" });
  const { account } = context;
  return urlAccess(context, url).every(
    ({ action, resource: arn, context: keys = {} }) =>
      decide(
        { principal: { kind: "anonymous" }, account, action, resource: arn, context: keys },
        { identity: [], resource },
      ).verdict === "allowed",
  );
}
