import type { Graph, GraphResource } from "@tributary/synth/graph";
import { GraphError } from "./graph-error.ts";

/** Dependencies of a resource's module. */
export interface Deployment {
  readonly graph: Graph;
  /** Folder that its handlers are below; without it, that of the cloud. */
  readonly root?: string;
  /** Runs an operation of a service in process; its output, which it is told to be of type `Output`. */
  call<Output>(service: string, operation: string, input: object): Output;
}

/** Creates, changes and removes the resources of one Pulumi type in the local cloud. */
export interface ResourceType {
  /** Creates it. Returns its ARN, if it has one. */
  create(resource: GraphResource, deployment: Deployment): string | undefined;
  /** Changes it to what the graph says now, from what it said before. Without it, a change is refused. */
  update?(resource: GraphResource, deployment: Deployment, before: GraphResource): string | undefined;
  /** Deletes it when it is gone from the graph. Without it, it holds data, or is a setting of something that does, and stays. */
  remove?(resource: GraphResource, deployment: Deployment): void;
  /** Deletes it with the data that it holds, where a deployment asks for that. Without it, it goes with what it is a setting of. */
  drop?(resource: GraphResource, deployment: Deployment): void;
}

/** Plain inputs of a resource. */
export type Inputs = Readonly<Record<string, unknown>>;

/**
 * The inputs of a resource, all of them known: `used` become part of a request, `kept` are written down and change nothing here.
 * Any other is refused by name, so that nothing in the graph is passed over in silence.
 */
export function knownInputs(resource: GraphResource, used: readonly string[], kept: readonly string[] = []): Inputs {
  for (const name of Object.keys(resource.inputs))
    if (!used.includes(name) && !kept.includes(name))
      throw new GraphError(`the local cloud does not support its input ${name}`);
  return resource.inputs;
}

/** A copy with every member's name in the capitals of the AWS API; `names` are the exceptions, by their name in Pulumi. */
export function inApiCase(value: unknown, names: Readonly<Record<string, string>> = {}): unknown {
  if (Array.isArray(value)) return value.map(item => inApiCase(item, names));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, held]) => held !== undefined);
  return Object.fromEntries(
    members.map(([name, held]) => [
      names[name] ?? name.charAt(0).toUpperCase() + name.slice(1),
      inApiCase(held, names),
    ]),
  );
}

/** An object without the members that are undefined, null or empty text, which in Pulumi mean the same: not given. */
export function given<Value>(members: Readonly<Record<string, Value>>): Record<string, NonNullable<Value>> {
  const present = Object.entries(members).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return Object.fromEntries(present) as Record<string, NonNullable<Value>>;
}
