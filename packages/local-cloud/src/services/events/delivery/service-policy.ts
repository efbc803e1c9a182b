import { decide } from "@tributary/iam-policy/decide";
import { parsePolicy } from "@tributary/iam-policy/parse-policy";
import type { Policy } from "@tributary/iam-policy/policy";
import { PolicyError } from "@tributary/iam-policy/policy-error";

/** A call that an AWS service makes on behalf of a resource in an account. */
export interface ServiceCall {
  /** `events.amazonaws.com` */
  readonly service: string;
  /** `sqs:SendMessage` */
  readonly action: string;
  /** ARN of what it calls. */
  readonly resource: string;
  /** ARN of what it calls for: a rule, a data store. */
  readonly source: string;
  readonly account: string;
}

/** Whether the policy of a resource, as JSON, lets a service call it. A malformed one lets nothing through. */
export function letsService(policy: string, { service, action, resource, source, account }: ServiceCall): boolean {
  const read = readPolicy(policy);
  if (read === undefined) return false;
  const context = {
    "aws:sourcearn": source,
    "aws:sourceaccount": account,
    "aws:securetransport": "true",
    "aws:principalisawsservice": "true",
    "aws:principalservicename": service,
  };
  const request = { principal: { kind: "service", name: service }, action, resource, account, context } as const;
  return decide(request, { identity: [], resource: read }).verdict === "allowed";
}

function readPolicy(text: string): Policy | undefined {
  try {
    return parsePolicy(text, { name: "the resource's policy", kind: "resource" });
  } catch (error) {
    if (error instanceof PolicyError) return undefined;
    throw error;
  }
}
