import { textAt, type WiredResource, type Wiring } from "./read-wiring.ts";

/**
 * The service of a function: what its environment variable POWERTOOLS_SERVICE_NAME says, or else the innermost folder or file
 * on the way to its handler that is the name of a service of the contracts: `billing` of `apps/billing/main.consume` and of
 * `src/billing.consume`. Undefined where neither tells.
 */
export function serviceOf(
  resource: Pick<WiredResource, "inputs" | "handler"> | undefined,
  { services }: Pick<Wiring, "services">,
): string | undefined {
  const stated = textAt(resource?.inputs, "environment", "variables", "POWERTOOLS_SERVICE_NAME");
  if (stated !== undefined) return stated;
  const path = resource?.handler?.replace(/\.[^./]*$/, "").split("/") ?? [];
  return path.findLast(name => services.has(name));
}
