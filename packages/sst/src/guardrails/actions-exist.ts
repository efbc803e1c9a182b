import { globsMeet } from "@tributary/iam-policy/globs-meet";
import { matchesAction } from "@tributary/iam-policy/matches-action";
import type { Guardrail } from "./graph-view.ts";
import { iamActions } from "./iam-actions.ts";
import { type Statement, statements } from "./statements.ts";

interface KnownAction {
  readonly name: string;
  readonly resources: readonly string[];
  readonly keys: readonly string[];
}

/**
 * Resources that the reference does not list for an action, while the Developer Guide's own policies name them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.Lambda.Tutorial.html
 */
const resourcesBesides: Readonly<Record<string, string>> = {
  "dynamodb:ListStreams": "arn:*:dynamodb:*:*:table/*/stream/*",
};

/**
 * Condition keys that the reference does not list for an action, while the documented policy asks for them.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
const keysBesides: Readonly<Record<string, string>> = { "kms:DescribeKey": "kms:encryptioncontext:" };

/**
 * Every action that a policy names exists, can be on the resources that the statement names, and has the condition keys that it
 * asks for: AWS takes any other statement, which then gives or denies nothing.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const actionsExist: Guardrail = graph =>
  statements(graph).flatMap(statement =>
    statement.actions.flatMap(action => faults(statement, action).map(fault => `${statement.owner}: ${fault}`)),
  );

function faults({ kind, resources, condition }: Statement, action: string): string[] {
  const [service = "", pattern = ""] = action.split(":");
  const actions = actionsOf(service);
  if (actions === undefined) return [];
  const meant = actions.filter(({ name }) => matchesAction(pattern, name));
  if (meant.length === 0) return [`${action} is no action of AWS`];
  // The policy of a key is about that key, and the trust of a role about that role.
  const isOnResource = kind === "key" || kind === "trust" || resources.some(each => meant.some(one => isOn(one, each)));
  return [
    ...(isOnResource ? [] : [`${action} is never on ${resources.join(", ")}`]),
    ...keysOf(condition)
      .filter(key => !meant.some(one => hasKey(one, key)))
      .map(key => `${action} has no condition key ${key}`),
  ];
}

function isOn({ resources }: KnownAction, resource: string): boolean {
  return resource === "*" || resources.some(arn => globsMeet(arn, resource));
}

/** Global keys are every action's, as far as the reference says. */
const hasKey = ({ keys }: KnownAction, key: string): boolean =>
  key.startsWith("aws:") || keys.some(known => (/[/:]$/.test(known) ? key.startsWith(known) : key === known));

function keysOf(condition: unknown): string[] {
  return Object.values((condition ?? {}) as Record<string, object>).flatMap(tests =>
    Object.keys(tests).map(key => key.toLowerCase()),
  );
}

/** Of services that the reference here has not, nothing is known. */
function actionsOf(service: string): KnownAction[] | undefined {
  const [resources = "", keys = "", ...lines] = iamActions[service]?.trim().split("\n") ?? [];
  if (resources === "") return undefined;
  const [arns, names] = [resources, keys].map(line => line.split(" ").slice(1));
  const placed = (list: readonly string[] = [], places = "") =>
    places.split(",").flatMap(at => (at === "" ? [] : (list[Number(at)] ?? [])));
  return lines.map(line => {
    const [name = "", on, own] = line.split(" ");
    const [arn, key] = [resourcesBesides[`${service}:${name}`], keysBesides[`${service}:${name}`]];
    return {
      name,
      resources: [...placed(arns, on), ...(arn ? [arn] : [])],
      keys: [...placed(names, own), ...(key ? [key] : [])],
    };
  });
}
