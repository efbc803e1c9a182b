import type { GraphResource } from "@tributary/synth/graph";
import { GraphError } from "./graph-error.ts";
import { resourceTypes } from "./resource-types.ts";

/**
 * Resources in the order in which they can be created: by type, and within a type what is referred to by ARN first
 * (a queue after its dead-letter queue). `GraphError` names every resource of a type that the local cloud does not know.
 */
export function creationOrder(resources: readonly GraphResource[]): GraphResource[] {
  const ranks = new Map([...resourceTypes.keys()].map((type, rank) => [type, rank]));
  const unknown = resources.filter(({ type }) => !ranks.has(type));
  if (unknown.length > 0)
    throw new GraphError(
      unknown.map(({ type, name }) => `${type} "${name}": the local cloud does not know this type`).join("\n"),
    );
  const byRank = resources.toSorted((a, b) => (ranks.get(a.type) ?? 0) - (ranks.get(b.type) ?? 0));
  const ordered = new Set<GraphResource>();
  const visiting = new Set<GraphResource>();
  const visit = (resource: GraphResource): void => {
    if (ordered.has(resource) || visiting.has(resource)) return; // Two queues may name each other.
    visiting.add(resource);
    const inputs = JSON.stringify(resource.inputs);
    for (const other of byRank)
      if (other.type === resource.type && other !== resource && refersTo(inputs, other)) visit(other);
    ordered.add(resource);
  };
  for (const resource of byRank) visit(resource);
  return [...ordered];
}

function refersTo(inputs: string, { outputs }: GraphResource): boolean {
  if (typeof outputs.arn !== "string") return false;
  // Ends at a quotation mark, of the JSON or of JSON within it: a longer name with the same start does not count.
  return inputs.includes(`${outputs.arn}"`) || inputs.includes(`${outputs.arn}\\"`);
}
