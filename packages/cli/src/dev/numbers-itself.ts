import { serviceOf } from "@tributary/contract-tools/wiring/service-of";
import type { Graph } from "@tributary/synth/graph";

/**
 * Whether a service numbers its events itself, for example by the versions of a resource, so that no number fits in between: it has
 * functions in the graph, and none of them maps a table's stream.
 */
export function numbersItself(graph: Graph, service: string): boolean {
  const services = new Set([service]);
  const own = new Set(
    graph.resources
      .filter(({ type }) => type === "aws:lambda/function:Function")
      .filter(
        ({ inputs, code }) => serviceOf({ inputs, ...(code && { handler: code.handler }) }, { services }) === service,
      )
      .map(({ inputs }) => String(inputs.name)),
  );
  const mapped = graph.resources
    .filter(({ inputs }) => /:dynamodb:.*\/stream\//.test(String(inputs.eventSourceArn ?? inputs.source)))
    .flatMap(({ inputs }) => [inputs.functionName, inputs.enrichment, inputs.target])
    .map(given => String(given).split(":").at(-1)!);
  return own.size > 0 && !mapped.some(name => own.has(name));
}
