import type { RequestContext } from "@tributary/iam-policy/access-request";
import type { CloudContext } from "../../kernel/service.ts";

/** One action on one resource that an operation needs, as IAM sees it. */
export interface Access {
  /** `dynamodb:PutItem` */
  readonly action: string;
  /** ARN, or `*` for an action that is on no resource. */
  readonly resource: string;
  /** Condition keys of the request itself, in lower case. */
  readonly context?: RequestContext;
  /** Further keys that cost something to find, found where a policy asks for one of `dynamodb:…`. */
  readonly details?: () => RequestContext;
}

/** What a request needs; nothing for one that needs no permission, or that its operation will refuse as incomplete. */
export type AccessRule = (input: never, context: CloudContext) => readonly Access[];

/** Input of which only a few members count here; requests are checked later, by their operation. */
export type Loose = Readonly<Record<string, unknown>>;

/** An ARN of this cloud. */
export function arnOf({ region, account }: CloudContext, service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}

/** The texts and objects of a list in an input; none for anything else. */
export function listIn(value: unknown): Loose[] {
  return Array.isArray(value) ? value.filter(each => typeof each === "object" && each !== null) : [];
}

/** Passing a role to a service asks for a permission of its own. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
export function passRole(role: unknown, service: string): Access[] {
  if (typeof role !== "string") return [];
  return [{ action: "iam:PassRole", resource: role, context: { "iam:passedtoservice": service } }];
}
