import type { Principal } from "@tributary/iam-policy/access-request";
import type { Actor } from "../kernel/actor.ts";
import type { CloudContext } from "../kernel/service.ts";
import { functions } from "../services/lambda/function-store.ts";
import { sessions } from "../services/sts/sessions.ts";
import { functionOfKey } from "./function-keys.ts";

/** Who signed a request: a session of a role, an administrator, or nobody. */
export type Caller =
  | { readonly kind: "administrator" }
  | { readonly kind: "anonymous" }
  | {
      readonly kind: "role";
      readonly principal: Principal & { readonly kind: "role" };
      /** A session policy, as JSON. */
      readonly policy?: string;
      /** Milliseconds since the epoch; a function's keys do not expire. */
      readonly expires?: number;
    };

/**
 * Who an access key stands for, or who acts without one: a function for its role, a session of AssumeRole for the role it assumed, any other for an
 * administrator, as people use the local cloud with whatever keys they have.
 */
export function callerOf(context: CloudContext, by: string | Actor): Caller {
  if (typeof by !== "string") return { kind: "role", principal: roleSession(context, by.role, by.session) };
  const accessKeyId = by;
  if (accessKeyId === "") return { kind: "anonymous" };
  const session = sessions.find(context, accessKeyId);
  if (session) {
    const { role, name, expires, policy } = session;
    return { kind: "role", principal: roleSession(context, role, name), expires, ...(policy ? { policy } : {}) };
  }
  const name = functionOfKey(accessKeyId);
  const fn = name === undefined ? undefined : functions.find(context, name);
  if (fn === undefined) return { kind: "administrator" };
  const { Role, FunctionName } = fn.configuration;
  // Lambda names a session after its function.
  return { kind: "role", principal: roleSession(context, Role, FunctionName) };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
function roleSession({ account }: CloudContext, role: string, name: string): Principal & { readonly kind: "role" } {
  const roleName = role.split("/").at(-1);
  return {
    ...{ kind: "role", account, arn: role },
    session: `arn:aws:sts::${account}:assumed-role/${roleName}/${name}`,
  };
}
