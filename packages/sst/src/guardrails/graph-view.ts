import type { Graph, GraphResource } from "@tributary/synth/graph";

/** Facts that the graph does not contain. */
export interface GuardrailOptions {
  /** How long handlers hold leases, in milliseconds, by handler: `services/patient-registry/handler.capture`. */
  readonly leases?: Readonly<Record<string, number>>;
  /** Whether the stage keeps its data; by default only `production` does. */
  readonly keepsData?: boolean;
  /** ARNs of existing keys, buses and queues, which count as the program's own; their owners bound them. */
  readonly existing?: readonly string[];
  /** Resources and components of before: findings about them are ignored. */
  readonly leaveOut?: readonly string[];
  /** Types that hold no data at rest, by the last part of their names: `Subscription`. */
  readonly withoutData?: readonly string[];
}

/** A rule for every graph: returns one line per breach, naming the resource. */
export type Guardrail = (graph: Graph, options: GuardrailOptions) => string[];

type Fields = Readonly<Record<string, unknown>>;

/** All resources of a Pulumi type, by the last part of its name: `Queue`, `EventSourceMapping` … */
export function resources(graph: Graph, type: string): GraphResource[] {
  return graph.resources.filter(resource => resource.type.endsWith(`:${type}`));
}

/** The value at a path of input names, if any. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((held, key) => (held as Fields | undefined)?.[key], value);
}

/** The text of an input or output of a resource, such as an ARN or a URL. */
export function text(resource: GraphResource | undefined, key: string): string {
  return String(resource?.inputs[key] ?? resource?.outputs[key] ?? "");
}

/** The number at a path; NaN if there is none, so that every comparison is false. */
export function numberAt(value: unknown, ...path: string[]): number {
  const held = at(value, ...path);
  return typeof held === "number" ? held : Number.NaN;
}

/** Findings for the resources that fail `holds`. */
export function unless(
  found: readonly GraphResource[],
  holds: (resource: GraphResource) => boolean,
  what: string,
): string[] {
  return found.filter(resource => !holds(resource)).map(({ name }) => `${name}: ${what}`);
}

/** The resource of a type with this text as an input or output. */
export function named(graph: Graph, type: string, key: string, value: string): GraphResource | undefined {
  return resources(graph, type).find(resource => text(resource, key) === value);
}

/** Whether the stage keeps its data, by the options or else by its name. */
export function keepsData(graph: Graph, options: GuardrailOptions): boolean {
  return options.keepsData ?? graph.stage === "production";
}
