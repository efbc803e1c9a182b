import type { Deciding } from "@tributary/iam-policy/decide";
import { matchesAction } from "@tributary/iam-policy/matches-action";
import type { UnusedGrant } from "../kernel/authorizer.ts";
import type { Role } from "./roles.ts";

/** Which actions of which statements have allowed something. */
export interface GrantUse {
  record(role: Role, by: readonly Deciding[], action: string): void;
  /** The grants of these roles that have allowed nothing yet. */
  unused(roles: Iterable<Role>): UnusedGrant[];
}

/** A record of used grants, empty at first. */
export function grantUse(): GrantUse {
  const used = new Set<string>();
  const grantsOf = ({ name, policies }: Role) =>
    policies.flatMap(policy =>
      policy.statements.flatMap(({ effect, index, actions, resources }) =>
        actions.values
          .filter(() => effect === "Allow" && !actions.isNegated)
          .map(action => ({
            at: `${policy.name}\n${index}\n${action}`,
            ...{ policy: policy.name, index, action, role: name, resources: resources?.values ?? [] },
          })),
      ),
    );
  return {
    record(role, by, action) {
      for (const { at, policy, index, action: pattern } of grantsOf(role))
        if (by.some(one => one.policy === policy && one.index === index) && matchesAction(pattern, action))
          used.add(at);
    },
    unused: roles =>
      [...roles]
        .flatMap(grantsOf)
        .filter(({ at }) => !used.has(at))
        .map(({ role, action, resources }) => ({ role, action, resources })),
  };
}
