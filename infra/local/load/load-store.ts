import type { Resource } from "@tributary/fhir/resource";
import type { BundleCall } from "@tributary/healthlake/bundle-chunks";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import type { FhirError } from "@tributary/healthlake/fhir-error";
import type { Place } from "../input/input-record.ts";
import { inBatches } from "./in-batches.ts";
import type { Pace } from "./paced.ts";
import { unchangedOf } from "./unchanged.ts";
import { weightOf } from "./weight-of.ts";

/** A valid resource with an id, and its place in the input. */
export interface PlacedResource {
  readonly resource: Resource & { readonly id: string };
  readonly at: Place;
}

/** Options of `loadStore`. */
export interface StoreLoadOptions {
  readonly client: Pick<FhirClient, "batch">;
  /** Bundles in flight. */
  readonly concurrency?: number;
  /** Delays each write until its turn; without it, writes go at once. */
  readonly pace?: Pace | undefined;
  /** Called with the number of unchanged resources skipped. Without it, everything is written and nothing is read. */
  readonly onUnchanged?: ((count: number) => void) | undefined;
  /** Called for each resource that the data store rejects; the rest continue. */
  readonly onRefused: (at: Place, reason: string) => void;
}

/** Entries per Bundle, fewer if large: half of HealthLake's limit, so that the first changes show soon. */
const BATCH_ENTRIES = 50;

/**
 * Writes everything to the data store under its own id, in batch Bundles: unlike in a transaction, a rejected entry affects no
 * other. Returns the number written; throws if the data store cannot be reached or fails.
 */
export async function loadStore(
  resources: AsyncIterable<PlacedResource>,
  { client, concurrency = 4, pace, onUnchanged, onRefused }: StoreLoadOptions,
): Promise<number> {
  return await inBatches(resources, {
    keyOf: ({ resource }) => `${resource.resourceType}/${resource.id}`,
    size: BATCH_ENTRIES,
    weigh: ({ resource }) => weightOf(resource),
    concurrency,
    async send(batch) {
      const changed = onUnchanged ? await changedOf(batch, client) : batch;
      onUnchanged?.(batch.length - changed.length);
      const write = () => client.batch(changed.map(toCall));
      const outcomes = await (pace?.(changed.length, write) ?? write());
      let written = 0;
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome.ok) written++;
        else if (outcome.error.isTransient) throw outcome.error;
        else onRefused(changed[index]!.at, refusal(outcome.error));
      }
      return written;
    },
  });
}

async function changedOf(batch: readonly PlacedResource[], client: StoreLoadOptions["client"]) {
  const unchanged = await unchangedOf(
    batch.map(({ resource }) => resource),
    client,
  );
  return batch.filter((_, index) => !unchanged.has(index));
}

function toCall({ resource }: PlacedResource): BundleCall {
  return { method: "PUT", url: `${resource.resourceType}/${resource.id}`, resource };
}

/** Only codes: they hold no values. */
function refusal({ status, issues }: FhirError): string {
  const codes = issues.map(({ code, expression = [] }) => [code, ...expression].join(" at "));
  return `refused by HealthLake (${[status ?? "no status", ...new Set(codes)].join(", ")})`;
}
