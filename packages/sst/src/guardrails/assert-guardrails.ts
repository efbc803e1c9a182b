import type { Graph } from "@tributary/synth/graph";
import type { GuardrailOptions } from "./graph-view.ts";
import { guardrails } from "./guardrails.ts";

/** Throws an error that lists everything in the graph that breaks a guardrail, each as `<guardrail>: <resource>: <what>`. */
export function assertGuardrails(graph: Graph, options: GuardrailOptions = {}): void {
  const leaveOut = options.leaveOut ?? [];
  const others = graph.resources
    .filter(({ name, parent = name }) => leaveOut.includes(name) || leaveOut.includes(parent))
    .map(({ name }) => `${name}: `);
  const found = Object.entries(guardrails).flatMap(([name, guardrail]) =>
    guardrail(graph, options)
      .filter(finding => !others.some(other => finding.startsWith(other)))
      .map(finding => `${name}: ${finding}`),
  );
  if (found.length > 0) throw new Error([`The stage ${graph.stage} breaks guardrails:`, ...found].join("\n"));
}
