import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { settle, subscribed } from "@tributary/cli/dev/settle";
import { UsageError } from "@tributary/cli/run-command";
import { errorName } from "@tributary/contract/error-name";
import { clientSettings } from "@tributary/delivery/client-settings";
import { createFhirClient } from "@tributary/healthlake/fhir-client";
import { isFhirError } from "@tributary/healthlake/fhir-error";
import type { LocalCloud } from "@tributary/local-cloud/local-cloud";
import type { StoreAudit } from "./audit/audit-store.ts";
import { repairRegistry } from "./audit/repair-registry.ts";
import type { Job } from "./job.ts";
import { loadInput } from "./load/load-input.ts";
import { hasResources } from "./load/unchanged.ts";
import { sinceStart } from "./since-start.ts";
import { lookingAgain } from "./watch/watched-names.ts";

/** The outcome of filling: whether the input was loaded to its end, and whether the cloud came to rest. */
export interface Filled {
  readonly loaded: boolean;
  readonly atRest: boolean;
  /** Changes that the registry's stream had lost, published now. */
  readonly repaired: number;
  /** Whether that comparison was completed. */
  readonly compared: boolean;
}

/** Loads the input and waits until all of it has arrived. */
export async function fill(job: Job, { url, cloud }: LocalCloud, audit: StoreAudit): Promise<Filled> {
  const { options, names, view, stop } = job;
  const ready = subscribed(cloud, stop.signal).then(() =>
    view.note(`The subscription to the data store is active, ${sinceStart()} after the start.`),
  );
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const { region } = cloud.context;
  const client = new DynamoDBClient({ ...clientSettings, endpoint: url, region, credentials });
  const store = createFhirClient({ endpoint: url, region, credentials, datastoreId: names.datastoreId });
  const resuming = hasResources(cloud.context, names.datastoreId);
  let loaded = true;
  // Publishes what the stream lost meanwhile, before new writes replace it.
  const before = resuming ? await repairRegistry(cloud.context, job) : undefined;
  try {
    const registry = { client, table: names.registryTable };
    await loadInput(options, { ...job, cloud, ready, store, registry, resuming });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    loaded = false;
    // Only the name: a service's message may quote a value.
    const service = isFhirError(error) ? "HealthLake" : "DynamoDB";
    if (!job.storage.failed)
      view.problem(`The load ended early: ${service} at ${url} failed with ${errorName(error)}.`);
  }
  client.destroy();
  const atRest = () =>
    settle(cloud, {
      lookingAgain: lookingAgain(names),
      isComplete: async () => (await audit.missing()) === 0,
      stop: stop.signal,
    });
  let isAtRest = await atRest();
  const after = await repairRegistry(cloud.context, job);
  if (after.repaired > 0) isAtRest = await atRest();
  const repaired = (before?.repaired ?? 0) + after.repaired;
  return { loaded, atRest: isAtRest, repaired, compared: after.failure === undefined };
}
