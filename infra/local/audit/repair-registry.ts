import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import type { Job } from "../job.ts";
import { compareRegistry, type RegistryComparison } from "./compare-registry.ts";

/** Publishes what the registry's table holds and nobody was told. */
export async function repairRegistry(
  context: CloudContext,
  { names, view, stop }: Pick<Job, "names" | "view" | "stop">,
): Promise<RegistryComparison> {
  const result = await compareRegistry(context, names.registryOperator, stop.signal);
  const { repaired, failure } = result;
  if (failure !== undefined)
    view.problem(
      `The registry could not be compared with what was published: ${failure}. The next start repeats that.`,
    );
  if (repaired > 0) view.note(`Lost by the registry's stream, and published now: ${repaired} changes.`);
  return result;
}
