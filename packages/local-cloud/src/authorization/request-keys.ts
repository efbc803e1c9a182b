import type { Principal, RequestContext } from "@tributary/iam-policy/access-request";
import type { CloudContext } from "../kernel/service.ts";
import { roleId } from "../services/sts/role-id.ts";

/**
 * The global condition keys of a request, with those of its own. The local cloud stands for HTTPS endpoints, so that
 * what refuses plain HTTP lets its requests through.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function requestKeys(
  { clock, region, account }: CloudContext,
  principal: Principal,
  own: RequestContext,
): RequestContext {
  const now = new Date(clock.now()).toISOString();
  return {
    "aws:currenttime": now,
    "aws:epochtime": String(Math.floor(clock.now() / 1_000)),
    ...(principal.kind === "role"
      ? {
          "aws:principalaccount": principal.account,
          "aws:principalarn": principal.arn,
          "aws:principaltype": "AssumedRole",
          "aws:userid": `${roleId(principal.arn)}:${principal.session.split("/").at(-1)}`,
        }
      : { "aws:principaltype": "Anonymous" }),
    "aws:principalisawsservice": "false",
    "aws:requestedregion": region,
    "aws:resourceaccount": account,
    "aws:securetransport": "true",
    "aws:sourceip": "127.0.0.1",
    "aws:viaawsservice": "false",
    ...own,
  };
}
