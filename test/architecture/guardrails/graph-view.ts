import type { Graph, GraphResource } from "@tributary/synth/graph";

/** One rule that every graph must obey: what breaks it, one line each, naming the resource. */
export type Guardrail = (graph: Graph) => string[];

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
