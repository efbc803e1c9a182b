import type { OperationModel } from "../source/contract-model.ts";
import { type AllowedPut, allowedPuts, list } from "./allowed-puts.ts";
import { ofType, textAt, type WiredResource, type Wiring } from "./read-wiring.ts";
import { busNamed } from "./routes.ts";
import { serviceOf } from "./service-of.ts";

/** One Allow of a role that covers an action, of the services whose functions or pipes assume the role. */
export interface PublishGrant {
  readonly role: WiredResource;
  /** Where its policy stands below the role. */
  readonly pointer: string;
  readonly services: readonly string[];
  readonly actions: AllowedPut["actions"];
  readonly resources: AllowedPut["resources"];
  readonly conditions: AllowedPut["conditions"];
}

/**
 * Every grant of an action in a graph, to publish unless another is given: by a role's own policies, those attached to it, and managed ones. A policy that cannot be
 * parsed, or that AWS or somebody else keeps under a name unknown here, grants nothing that could be judged.
 */
export function publishGrants(wiring: Wiring, action?: string): PublishGrant[] {
  return ofType(wiring, "Role").flatMap(role => {
    const services = servicesOf(wiring, role);
    return policiesOf(wiring, role).flatMap(({ policy, pointer }) =>
      allowedPuts(policy, action).map(({ actions, resources, conditions }) => {
        return { role, pointer, services, actions, resources, conditions };
      }),
    );
  });
}

/** Whether a grant lets a service put the event of an operation on its bus. */
export function covers(grant: PublishGrant, { event, service }: OperationModel, wiring: Wiring): boolean {
  const arn = busNamed(wiring, event.bus)?.arn ?? "";
  const holds = (key: string, value: string) => {
    const allowed = grant.conditions.StringEquals?.[key];
    return allowed === undefined || allowed.includes(value);
  };
  return (
    grant.services.includes(service) &&
    grant.resources.some(resource => resource === arn || resource === "*") &&
    holds("events:source", event.source) &&
    holds("events:detail-type", event.detailType)
  );
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

/** A pipe acts for the service of its enrichment. */
function servicesOf(wiring: Wiring, { arn }: WiredResource): string[] {
  const functions = ofType(wiring, "Function");
  const pipes = ofType(wiring, "Pipe").filter(({ inputs }) => inputs.roleArn === arn);
  const enrichments = pipes.map(({ inputs }) => functions.find(each => each.arn === inputs.enrichment));
  const own = functions.filter(({ inputs }) => inputs.role === arn);
  return [...new Set([...own, ...enrichments].flatMap(each => serviceOf(each, wiring) ?? []))].sort();
}
