import type { Graph, GraphResource } from "@tributary/synth/graph";

/** What a graph does not say of itself. */
export interface GuardrailOptions {
  /** How long handlers hold leases, in milliseconds, by handler: `services/patient-registry/handler.capture`. */
  readonly leases?: Readonly<Record<string, number>>;
  /** Whether the stage keeps its data: `production` alone, unless given. */
  readonly keepsData?: boolean;
  /** ARNs of keys, buses and queues that are there already: the program uses them as its own, and their owners bound them. */
  readonly existing?: readonly string[];
  /** Resources and components that the program had before: findings about them are left out. */
  readonly leaveOut?: readonly string[];
  /** Types of the program's own that hold no data at rest, by the last part: `Subscription`. */
  readonly withoutData?: readonly string[];
}

/** One rule that every graph must obey: what breaks it, one line each, naming the resource. */
export type Guardrail = (graph: Graph, options: GuardrailOptions) => string[];

type Fields = Readonly<Record<string, unknown>>;

/** All resources of a Pulumi type, by its last part: `Queue`, `EventSourceMapping` … */
export function resources(graph: Graph, type: string): GraphResource[] {
  return graph.resources.filter(resource => resource.type.endsWith(`:${type}`));
}

/** The value at a path of input names; undefined when there is none. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((held, key) => (held as Fields | undefined)?.[key], value);
}

/** An ARN, URL or other text among the inputs and outputs of a resource. */
export function text(resource: GraphResource | undefined, key: string): string {
  return String(resource?.inputs[key] ?? resource?.outputs[key] ?? "");
}

/** The number at a path; NaN when there is none, so that every comparison with it is false. */
export function numberAt(value: unknown, ...path: string[]): number {
  const held = at(value, ...path);
  return typeof held === "number" ? held : Number.NaN;
}

/** Findings for the resources of which `holds` is false. */
export function unless(
  found: readonly GraphResource[],
  holds: (resource: GraphResource) => boolean,
  what: string,
): string[] {
  return found.filter(resource => !holds(resource)).map(({ name }) => `${name}: ${what}`);
}

/** The resource of a type that has this text among its inputs or outputs. */
export function named(graph: Graph, type: string, key: string, value: string): GraphResource | undefined {
  return resources(graph, type).find(resource => text(resource, key) === value);
}

/** Whether the stage keeps its data, as the options say, or as its name does. */
export function keepsData(graph: Graph, options: GuardrailOptions): boolean {
  return options.keepsData ?? graph.stage === "production";
}
