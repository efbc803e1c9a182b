import { isObject } from "../json-pointer.ts";
import { inside, ofType, textAt, type WiredResource, type Wiring } from "./read-wiring.ts";
import { serviceOf } from "./routes.ts";

/** One Allow of a role that covers `events:PutEvents`, of the services whose functions or pipes assume the role. */
export interface PublishGrant {
  readonly role: WiredResource;
  /** Where its policy stands below the role. */
  readonly pointer: string;
  readonly services: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** The operators of its conditions with the values of their keys, keys in lower case. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/**
 * Every grant to publish in a graph: by a role's own policies, those attached to it, and managed ones. A policy that cannot be
 * parsed, or that AWS or somebody else keeps under a name unknown here, grants nothing that could be judged.
 */
export function publishGrants(wiring: Wiring): PublishGrant[] {
  return ofType(wiring, "Role").flatMap(role => {
    const services = servicesOf(wiring, role);
    return policiesOf(wiring, role).flatMap(({ policy, pointer }) =>
      statements(policy).flatMap(statement => {
        const actions = actionsOf(statement);
        if (statement.Effect !== "Allow" || !actions.some(allowsPutEvents)) return [];
        const resources = "NotResource" in statement ? ["*"] : list(statement.Resource);
        return [{ role, pointer, services, actions, resources, conditions: conditions(statement.Condition) }];
      }),
    );
  });
}

interface Policy {
  readonly policy: string | undefined;
  readonly pointer: string;
}

/** https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html, those that let put events on any bus. */
const publishingManagedPolicies =
  /:aws:policy\/(AdministratorAccess|PowerUserAccess|(AmazonEventBridge|CloudWatchEvents)FullAccess)$/;
const anything = JSON.stringify({ Statement: { Effect: "Allow", Action: "events:*", Resource: "*" } });

function policiesOf(wiring: Wiring, role: WiredResource): Policy[] {
  const { inlinePolicies, managedPolicyArns, name } = role.inputs;
  const isOfRole = ({ inputs }: WiredResource) => inputs.role === name || inputs.role === role.arn;
  const managed = (arn: string | undefined, pointer: string): Policy[] => {
    if (publishingManagedPolicies.test(arn ?? "")) return [{ policy: anything, pointer }];
    const own = ofType(wiring, "Policy").filter(each => each.arn !== undefined && each.arn === arn);
    return own.map(({ inputs, pointer }) => ({
      policy: textAt(inputs, "policy"),
      pointer: `${pointer}/inputs/policy`,
    }));
  };
  return [
    ...(Array.isArray(inlinePolicies) ? inlinePolicies : []).map((each: unknown, index) => ({
      policy: textAt(each, "policy"),
      pointer: `${role.pointer}/inputs/inlinePolicies/${index}`,
    })),
    ...ofType(wiring, "RolePolicy")
      .filter(isOfRole)
      .map(({ inputs, pointer }) => ({ policy: textAt(inputs, "policy"), pointer: `${pointer}/inputs/policy` })),
    ...list(managedPolicyArns).flatMap((arn, index) =>
      managed(arn, `${role.pointer}/inputs/managedPolicyArns/${index}`),
    ),
    ...ofType(wiring, "RolePolicyAttachment")
      .filter(isOfRole)
      .flatMap(({ inputs, pointer }) => managed(textAt(inputs, "policyArn"), `${pointer}/inputs/policyArn`)),
  ];
}

/** What a statement allows; all actions but some are all, unless the one that counts is among them. */
function actionsOf(statement: Readonly<Record<string, unknown>>): string[] {
  if (!("NotAction" in statement)) return list(statement.Action);
  return list(statement.NotAction).some(allowsPutEvents) ? [] : ["*"];
}

/** A pipe acts for the service of its enrichment. */
function servicesOf(wiring: Wiring, { arn }: WiredResource): string[] {
  const functions = ofType(wiring, "Function");
  const pipes = ofType(wiring, "Pipe").filter(({ inputs }) => inputs.roleArn === arn);
  const enrichments = pipes.map(({ inputs }) => functions.find(each => each.arn === inputs.enrichment));
  const own = functions.filter(({ inputs }) => inputs.role === arn);
  return [...new Set([...own, ...enrichments].flatMap(each => serviceOf(each) ?? []))].sort();
}

/** IAM compares actions without regard to case; `*` and `?` are wildcards. */
export const allowsPutEvents = (action: string): boolean =>
  new RegExp(
    `^${action
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "i",
  ).test("events:PutEvents");

function statements(policy: string | undefined): Readonly<Record<string, unknown>>[] {
  try {
    const parsed: unknown = JSON.parse(policy ?? "null");
    return [inside(parsed, "Statement")].flat().filter(isObject);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

const list = (value: unknown): string[] => [value].flat().filter(each => typeof each === "string");

function conditions(value: unknown): PublishGrant["conditions"] {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([operator, keys]) => [
      operator,
      Object.fromEntries(
        Object.entries(isObject(keys) ? keys : {}).map(([key, values]) => [key.toLowerCase(), list(values)]),
      ),
    ]),
  );
}
