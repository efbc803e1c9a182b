import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import { createChannel } from "./channel.ts";
import type { InputFindings } from "./input-findings.ts";
import { load, type RegistryWrite } from "./load.ts";
import { loadStore, type PlacedResource } from "./load-store.ts";
import type { Pace } from "./paced.ts";
import { asPerson } from "./person.ts";
import { writesOfPatient } from "./registry-writes.ts";
import { weightOf } from "./weight-of.ts";

/** Where the input goes. */
export interface FeedOptions {
  readonly registry: { readonly client: DynamoDBClient; readonly table: string };
  readonly store: Pick<FhirClient, "batch">;
  readonly findings: InputFindings;
  /** Whether the data store may have some of it from an earlier start: what it has as it is, is passed over. */
  readonly resuming: boolean;
  /** Resolves when both may be written to; reading begins before. */
  readonly ready: Promise<unknown>;
  /** Holds both back together; without it all is written as fast as it can be. */
  readonly pace?: Pace;
}

/** How many ordinary writes wait for each of the two; fewer large ones. */
const WAITING = 200;

/** Loads resources into the data store, and patients into the registry as well: both at once, from one reading. */
export async function feed(resources: AsyncIterable<PlacedResource>, options: FeedOptions): Promise<void> {
  const { registry, store, findings, resuming, ready, pace } = options;
  const forStore = createChannel<PlacedResource>(WAITING, ({ resource }) => weightOf(resource));
  const forRegistry = createChannel<RegistryWrite>(WAITING);
  const read = async () => {
    try {
      for await (const { resource, at } of resources) {
        const placed = { resource: asPerson(resource), at };
        await forStore.push(placed);
        if (placed.resource.resourceType !== "Patient") continue;
        const writes = writesOfPatient(placed.resource, placed.at);
        if (typeof writes === "string") findings.report("bad", placed.at, `not for the registry: ${writes}`);
        else for (const write of writes) await forRegistry.push(write);
      }
    } finally {
      forStore.end();
      forRegistry.end();
    }
  };
  const ends = await Promise.allSettled([
    read(),
    loadStore(once(ready, forStore), {
      client: store,
      pace,
      onUnchanged: resuming ? count => (findings.unchanged += count) : undefined,
      onRefused: (at, reason) => findings.report("bad", at, reason),
    }),
    load(once(ready, forRegistry), {
      ...registry,
      ...(pace && { pace }),
      onRefused: ({ at }, reason) => at && findings.report("bad", at, reason),
    }),
  ]);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

/** The same, from the time on that something is ready. */
export async function* once<Item>(ready: Promise<unknown>, items: AsyncIterable<Item>): AsyncGenerator<Item> {
  await ready;
  yield* items;
}
