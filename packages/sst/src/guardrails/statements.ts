import type { Graph } from "@tributary/synth/graph";
import { at, resources, text } from "./graph-view.ts";

/** A policy statement, with single values turned into lists. */
export interface Statement {
  /** Name of the policy's resource. */
  readonly owner: string;
  readonly kind: "role" | "trust" | "queue" | "bucket" | "bus" | "key";
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principal: unknown;
  readonly condition: unknown;
}

interface PolicyStatement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: string | string[];
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** All policy statements in the graph: of roles, trust, queues, buckets, buses and keys. */
export function statements(graph: Graph): Statement[] {
  return [
    ...resources(graph, "Role").flatMap(role => [
      ...parse(role.name, "trust", text(role, "assumeRolePolicy")),
      ...inlinePolicies(role.inputs).flatMap(policy => parse(role.name, "role", policy)),
    ]),
    ...resources(graph, "QueuePolicy").flatMap(({ name, inputs }) => parse(name, "queue", String(inputs.policy))),
    ...resources(graph, "BucketPolicy").flatMap(({ name, inputs }) => parse(name, "bucket", String(inputs.policy))),
    ...resources(graph, "EventBusPolicy").flatMap(({ name, inputs }) => parse(name, "bus", String(inputs.policy))),
    // A key without a policy gets AWS's default, which leaves access to IAM.
    ...resources(graph, "Key").flatMap(key => (key.inputs.policy ? parse(key.name, "key", text(key, "policy")) : [])),
  ];
}

const inlinePolicies = (inputs: unknown): string[] =>
  ((at(inputs, "inlinePolicies") ?? []) as { policy: string }[]).map(({ policy }) => policy);

function parse(owner: string, kind: Statement["kind"], policy: string): Statement[] {
  const { Statement: given } = JSON.parse(policy) as { Statement: PolicyStatement[] };
  return given.map(statement => ({
    owner,
    kind,
    effect: statement.Effect,
    actions: [statement.Action].flat(),
    resources: [statement.Resource ?? []].flat(),
    principal: statement.Principal,
    condition: statement.Condition,
  }));
}
