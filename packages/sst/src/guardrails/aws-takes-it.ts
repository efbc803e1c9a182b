import { refusals } from "@tributary/deployment-rules/refusals";
import type { Guardrail } from "./graph-view.ts";

/** AWS takes every name, length, pattern and combination, as far as it documents them. */
export const awsTakesIt: Guardrail = graph =>
  refusals(graph.resources).map(({ resource, path, problem }) => `${resource.name}: ${path.join(".")} ${problem}`);
