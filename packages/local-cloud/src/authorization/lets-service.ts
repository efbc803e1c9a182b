import type { AccessRequest, RequestContext } from "@tributary/iam-policy/access-request";
import { type Decision, decide } from "@tributary/iam-policy/decide";
import { denialText } from "@tributary/iam-policy/denial-text";
import { parsePolicy } from "@tributary/iam-policy/parse-policy";
import type { Policy } from "@tributary/iam-policy/policy";
import { PolicyError } from "@tributary/iam-policy/policy-error";
import type { CloudContext } from "../kernel/service.ts";
import type { Encryption } from "./encryption.ts";

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
  /** Further condition keys, in lower case. */
  readonly context?: RequestContext;
}

/** Whether the policy of a resource, as JSON, lets a service call it. A malformed one lets nothing through. */
export function letsService(policy: string | undefined, call: ServiceCall): boolean {
  return decisionOf(policy, call).verdict === "allowed";
}

/** The same, and who runs the program hears of a denial. */
export function permitsService(context: CloudContext, policy: string | undefined, call: ServiceCall): boolean {
  const made = decisionOf(policy, call);
  if (made.verdict === "allowed") return true;
  const { service, action, resource, source } = call;
  const text = denialText(requestOf(call), made) ?? "";
  context.deniedService({ service, action, resource, source, text, isExplicit: made.verdict === "explicit deny" });
  return false;
}

function decisionOf(policy: string | undefined, call: ServiceCall): Decision {
  if (policy === undefined) return { verdict: "implicit deny", missing: "resource" };
  const { service, action, resource, source, account } = call;
  const known = readOnce(policy);
  const at = JSON.stringify([service, action, resource, source, account, call.context]);
  const before = known.verdicts.get(at);
  if (before !== undefined) return before;
  const { policy: resourcePolicy } = known;
  const made = decide(requestOf(call), { identity: [], ...(resourcePolicy && { resource: resourcePolicy }) });
  if (known.verdicts.size >= MOST_KNOWN) known.verdicts.clear();
  known.verdicts.set(at, made);
  return made;
}

function requestOf({ service, action, resource, source, account, context }: ServiceCall): AccessRequest {
  const keys = {
    "aws:sourcearn": source,
    "aws:sourceaccount": account,
    "aws:securetransport": "true",
    "aws:principalisawsservice": "true",
    "aws:principalservicename": service,
    ...context,
  };
  return { principal: { kind: "service", name: service }, action, resource, account, context: keys };
}

/** Whether the key of what is called is in use and lets the service use it in these ways; a key of AWS lets every service. */
export function keyPermitsService(
  context: CloudContext,
  encryption: Encryption | undefined,
  actions: readonly string[],
  call: Pick<ServiceCall, "service" | "source" | "account">,
): boolean {
  if (encryption === undefined) return true;
  const { key, context: keys } = encryption;
  if (key.fault !== undefined) return false;
  return actions.every(action =>
    permitsService(context, key.policy, { ...call, action, resource: key.arn, context: keys }),
  );
}

const MOST_KNOWN = 1_000;
const read = new Map<string, { readonly policy: Policy | undefined; readonly verdicts: Map<string, Decision> }>();

function readOnce(text: string) {
  const known = read.get(text);
  if (known) return known;
  const first = { policy: readPolicy(text), verdicts: new Map<string, Decision>() };
  if (read.size >= MOST_KNOWN) read.clear();
  read.set(text, first);
  return first;
}

function readPolicy(text: string): Policy | undefined {
  try {
    return parsePolicy(text, { name: "the resource's policy", kind: "resource" });
  } catch (error) {
    if (error instanceof PolicyError) return undefined;
    throw error;
  }
}
