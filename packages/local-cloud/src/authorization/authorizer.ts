import type { AccessRequest, Principal, RequestContext } from "@tributary/iam-policy/access-request";
import { type Decision, decide, type PoliciesInForce, type PolicyRole } from "@tributary/iam-policy/decide";
import { denialText, nameOf } from "@tributary/iam-policy/denial-text";
import { parsePolicy } from "@tributary/iam-policy/parse-policy";
import type { Policy } from "@tributary/iam-policy/policy";
import type { Actor } from "../kernel/actor.ts";
import { parseArn } from "../kernel/arn.ts";
import type { Authorizer } from "../kernel/authorizer.ts";
import type { CloudContext } from "../kernel/service.ts";
import type { Access } from "./access/access.ts";
import { assumption } from "./assumption.ts";
import { type AuthenticationOptions, authentication, takesUnsigned } from "./authentication.ts";
import { type Caller, callerOf } from "./callers.ts";
import { conditionKeys } from "./condition-keys.ts";
import { denied, expired } from "./denied.ts";
import { viaService } from "./encryption.ts";
import { findKey, forgetKeys, hasUnusableKeys } from "./find-key.ts";
import { grantUse } from "./grant-use.ts";
import { keyUse } from "./key-use.ts";
import { refuseUnusableKey } from "./refuse-unusable-key.ts";
import { requestKeys } from "./request-keys.ts";
import { requiredAccess } from "./required-access.ts";
import { isClosedToPublic, resourcePolicy } from "./resource-policy.ts";
import { type Role, rolesOf } from "./roles.ts";
import { s3KeyUse } from "./s3-key-use.ts";
import { isUsedByAws } from "./used-by-aws.ts";

/** What becomes of a request that IAM would deny. */
export type IamMode = AuthenticationOptions["mode"];

/** A denial, or what would have been one. Of an object it names the bucket alone. */
export interface Denial {
  /** AWS's text: who, the action, the resource, and which kind of policy allows or denies. */
  readonly text: string;
  readonly action: string;
  readonly resource: string;
  /** The role as the program names it. */
  readonly role: string;
  readonly isExplicit: boolean;
  /** The kind of policy that would have to allow it, where no statement denies it. */
  readonly missing?: PolicyRole;
  /** ARN of what it is for, where a service would do it by itself: `role` is the service then. */
  readonly source?: string;
}

/** Options of an authorizer. */
export interface AuthorizerOptions extends AuthenticationOptions {
  /** Hears of each denial once by role, action and resource. */
  readonly onDenial?: (denial: Denial) => void;
}

/** Whom policies are asked about. */
type LimitedCaller = Exclude<Caller, { readonly kind: "administrator" }>;

/** The condition keys that policies ask for. */
interface AskedKeys {
  readonly keys: ReadonlySet<string>;
  /** Whether one changes its value while nothing else does. */
  readonly areTimed: boolean;
  /** Whether one is found in a request's details alone. */
  readonly areDetails: boolean;
}

/** What is known of a caller until policies change. */
interface Known {
  readonly caller: LimitedCaller;
  readonly principal: Principal;
  readonly role: Role | undefined;
  readonly session?: readonly Policy[];
  /** Condition keys of all that it does. */
  readonly own: RequestContext;
  /** Why the service that acts may not assume the role. */
  readonly untrusted: ReturnType<typeof assumption>;
  readonly asked: AskedKeys;
  /** By resource, then by action and values of the keys asked for. */
  readonly decisions: Map<string, Map<string, Decision>>;
}

/** Operations that may change whom an access key stands for, the policy of a resource, or the key that encrypts it. */
const changing: ReadonlySet<string> = new Set([
  ...["SetQueueAttributes", "CreateQueue", "DeleteQueue", "CreateEventBus", "DeleteEventBus", "CreateBucket"],
  ...["DeleteBucket", "CreateFunction", "DeleteFunction", "UpdateFunctionConfiguration", "AddPermission"],
  ...["PutPermission", "RemovePermission", "PutBucketPolicy", "DeleteBucketPolicy"],
  ...["CreateTable", "DeleteTable", "UpdateTable", "CreateFHIRDatastore"],
  ...["PutPublicAccessBlock", "DeletePublicAccessBlock", "CreateKey", "PutKeyPolicy", "CreateAlias", "UpdateAlias"],
  ...["DeleteAlias", "ScheduleKeyDeletion", "CancelKeyDeletion", "EnableKey", "DisableKey"],
]);

const NOTHING: RequestContext = {};

function askedKeys(policies: readonly Policy[]): AskedKeys {
  const keys = conditionKeys(policies);
  return {
    keys,
    areTimed: keys.has("aws:currenttime") || keys.has("aws:epochtime"),
    areDetails: [...keys].some(key => key.startsWith("dynamodb:")),
  };
}

/** So many resources a caller, and decisions a resource: resources are few, but objects of a bucket are not. */
const MOST_DECISIONS = 2_000;

/** An authorizer by the roles and policies of the graph. */
export function createAuthorizer(options: AuthorizerOptions): Authorizer {
  const { mode, onDenial } = options;
  const callers = new Map<string, Known | "unlimited">();
  const resources = new Map<string, { policy: Policy | undefined; isKey: boolean; asked: AskedKeys }>();
  const reported = new Set<string>();
  const { authenticate, forgetSecrets } = authentication(options);
  const uses = grantUse();
  /** What an action on a resource needs of its key, by resource, then by action. */
  const keyUses = new Map<string, Map<string, readonly Access[]>>();
  let roles: ReadonlyMap<string, Role> | undefined;

  const known = (context: CloudContext, by: string | Actor): Known | "unlimited" => {
    const at = typeof by === "string" ? by : `${by.role}\n${by.session}\n${by.via ?? ""}\n${by.assumed?.for ?? ""}`;
    const found = callers.get(at);
    if (found !== undefined) return found;
    roles ??= rolesOf(context);
    const caller = callerOf(context, by);
    if (caller.kind === "administrator") {
      callers.set(at, "unlimited");
      return "unlimited";
    }
    const principal: Principal = caller.kind === "role" ? caller.principal : { kind: "anonymous" };
    const role = caller.kind === "role" ? roles.get(caller.principal.arn) : undefined;
    const policy = caller.kind === "role" ? caller.policy : undefined;
    const session = policy === undefined ? undefined : [parsePolicy(policy, { name: "session", kind: "identity" })];
    const asked = askedKeys([...identityOf(role), ...(role?.boundary ? [role.boundary] : []), ...(session ?? [])]);
    const made: Known = {
      ...{ caller, principal, role, asked, decisions: new Map() },
      own: typeof by === "string" || by.via === undefined ? NOTHING : viaService(context, by.via),
      untrusted: typeof by === "string" ? undefined : assumption(context, by, role),
      ...(session && { session }),
    };
    callers.set(at, made);
    return made;
  };

  const ofResource = (context: CloudContext, resource: string) => {
    // All objects of a bucket have the bucket's policy.
    const owner = resource.startsWith("arn:aws:s3:::") ? (resource.split("/")[0] ?? resource) : resource;
    let found = resources.get(owner);
    if (found === undefined) {
      const policy = resourcePolicy(context, owner);
      found = { policy, isKey: owner.startsWith("arn:aws:kms:"), asked: askedKeys(policy ? [policy] : []) };
      resources.set(owner, found);
    }
    return found;
  };

  const requestOf = (context: CloudContext, who: Known, access: Access, own: RequestContext): AccessRequest => ({
    ...{ principal: who.principal, action: access.action, resource: access.resource },
    account: parseArn(access.resource)?.account || context.account,
    context: { ...requestKeys(context, who.principal, own), ...who.own },
  });

  /** Decided once for each action, resource and value of the condition keys that policies ask for. */
  const decision = (context: CloudContext, who: Known, access: Access): { made: Decision; own: RequestContext } => {
    const held = ofResource(context, access.resource);
    const { asked } = held;
    const asksDetails = who.asked.areDetails || asked.areDetails;
    const own = asksDetails ? { ...access.context, ...access.details?.() } : (access.context ?? NOTHING);
    let at = access.action;
    for (const key in own)
      if (who.asked.keys.has(key) || asked.keys.has(key)) at += `\n${key}\n${distinctText(own[key])}`;
    const before = who.asked.areTimed || asked.areTimed ? undefined : who.decisions.get(access.resource)?.get(at);
    if (before !== undefined) return { made: before, own };
    const isClosed = who.principal.kind === "anonymous" && isClosedToPublic(context, access.resource);
    const inForce = policiesFor(who, isClosed ? { ...held, policy: undefined } : held, roles?.get(access.resource));
    const made = decide(requestOf(context, who, access, own), inForce);
    if (who.decisions.size >= MOST_DECISIONS) who.decisions.clear();
    const decided = who.decisions.get(access.resource) ?? new Map<string, Decision>();
    if (decided.size >= MOST_DECISIONS) decided.clear();
    who.decisions.set(access.resource, decided.set(at, made));
    if (made.verdict === "allowed" && who.role) uses.record(who.role, made.by, access.action);
    return { made, own };
  };

  const keyUseOf = (context: CloudContext, access: Access): readonly Access[] => {
    const ofOne = keyUses.get(access.resource) ?? new Map<string, readonly Access[]>();
    const found = ofOne.get(access.action) ?? keyUse(context, access);
    if (keyUses.size >= MOST_DECISIONS) keyUses.clear();
    keyUses.set(access.resource, ofOne.set(access.action, found));
    return found;
  };

  const needed = function* (service: string, operation: string, input: object, context: CloudContext) {
    for (const access of requiredAccess(service, operation, input, context)) {
      yield access;
      yield* keyUseOf(context, access);
    }
    if (service === "s3") yield* s3KeyUse(context, operation, input);
  };

  const report = (who: Known, request: AccessRequest, made: Decision) => {
    if (onDenial === undefined) return;
    const role = who.role?.name ?? nameOf(who.principal);
    const { action } = request;
    // A key may tell of a person: the bucket is enough for who reads this.
    const resource = request.resource.replace(/^(arn:aws:s3:::[^/]+\/).*$/s, "$1*");
    const at = `${role}\n${action}\n${resource}`;
    if (reported.has(at)) return;
    reported.add(at);
    const text = denialText({ ...request, resource }, made) ?? "";
    const missing = made.verdict === "implicit deny" ? { missing: made.missing } : {};
    onDenial({ text, action, resource, role, isExplicit: made.verdict === "explicit deny", ...missing });
  };

  return {
    authenticate,
    unusedGrants: context => uses.unused(rolesOf(context).values()).filter(({ action }) => !isUsedByAws(action)),
    authorize({ service, operation, input, by }, context) {
      if (mode === "off") return;
      // Of other services' unsigned requests, those that `authenticate` lets through need no permission.
      if (by === "" && !takesUnsigned.has(service)) return;
      const who = known(context, by);
      // No permission makes up for a key that is off, whoever asks.
      if (typeof by === "string" && service !== "kms" && hasUnusableKeys(context))
        for (const { action, resource } of needed(service, operation, input, context)) {
          const key = action.startsWith("kms:") ? findKey(context, resource) : undefined;
          if (key) refuseUnusableKey(service, key);
        }
      if (who === "unlimited") return;
      const expires = who.caller.kind === "role" ? who.caller.expires : undefined;
      if (who.untrusted) {
        const { request, made } = who.untrusted;
        report(who, request, made);
        if (mode === "enforce") throw denied("sts", request.action, denialText(request, made) ?? "");
      }
      if (expires !== undefined && context.clock.now() >= expires) throw expired(service);
      for (const access of needed(service, operation, input, context)) {
        const { made, own } = decision(context, who, access);
        if (made.verdict === "allowed") continue;
        const request = requestOf(context, who, access, own);
        report(who, request, made);
        if (mode === "enforce")
          throw denied(service, access.action, denialText(request, made) ?? "", request.principal);
      }
    },
    deniedService({ service: role, ...denied }) {
      const at = `${role}\n${denied.action}\n${denied.resource}\n${denied.source}`;
      if (mode === "off" || reported.has(at)) return;
      reported.add(at);
      onDenial?.({ ...denied, role });
    },
    done(operation, context) {
      if (changing.has(operation)) this.forget(context);
    },
    forget(context) {
      forgetKeys(context);
      keyUses.clear();
      callers.clear();
      forgetSecrets();
      resources.clear();
      roles = undefined;
    },
  };
}

function identityOf(role: Role | undefined): readonly Policy[] {
  return role === undefined ? [] : [...role.policies, ...role.managed];
}

/** A text that no other value has, whatever stands beside it. */
function distinctText(value: string | readonly string[] | undefined): string {
  return typeof value === "string" ? `${value.length}:${value}` : JSON.stringify(value);
}

/** The trust of a role is its own policy, and nothing but that lets anyone assume it; nor is a key used but by its policy. */
function policiesFor(
  { role, session }: Known,
  { policy, isKey }: { readonly policy: Policy | undefined; readonly isKey: boolean },
  assumed: Role | undefined,
): PoliciesInForce {
  const resource = assumed?.trust ?? policy;
  return {
    identity: identityOf(role),
    ...(role?.boundary ? { boundary: role.boundary } : {}),
    ...(resource ? { resource } : {}),
    ...(assumed || isKey ? { isResourceStrict: true } : {}),
    ...(session ? { session } : {}),
  };
}
