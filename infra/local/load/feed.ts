import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { StopSignal } from "@tributary/cli/dev/stop-signal";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import type { InputFindings } from "../input/input-findings.ts";
import { asPerson } from "../input/person.ts";
import { openScratch } from "../scratch.ts";
import { createChannel } from "./channel.ts";
import { load, type RegistryWrite } from "./load.ts";
import { loadStore, type PlacedResource } from "./load-store.ts";
import type { Pace } from "./paced.ts";
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
  /** Holds both back; without it all is written as fast as it can be. */
  readonly pace?: Pace;
  /** Resolves when what is in the data store is known to those who hear of it. */
  readonly caughtUp?: () => Promise<void>;
  readonly stop: Pick<StopSignal, "signal">;
}

/** How many ordinary resources wait for the data store; fewer large ones. */
const WAITING = 200;
/** Writes for the registry wait on disk: there may be as many as patients. */
const SCHEMA = "CREATE TABLE writes (number INTEGER PRIMARY KEY, text TEXT NOT NULL);";

/**
 * Loads resources into the data store, and after that their patients into the registry, from one reading. What the registry
 * says of a patient then goes into the Patient that is there; before, one would be made for it, and moved a moment later.
 */
export async function feed(resources: AsyncIterable<PlacedResource>, options: FeedOptions): Promise<void> {
  const { registry, store, findings, resuming, ready, pace, caughtUp, stop } = options;
  const forStore = createChannel<PlacedResource>(WAITING, ({ resource }) => weightOf(resource));
  const forRegistry = openScratch(SCHEMA);
  const read = async () => {
    try {
      for await (const { resource, at } of resources) {
        const placed = { resource: asPerson(resource), at };
        await forStore.push(placed);
        if (placed.resource.resourceType !== "Patient") continue;
        const writes = writesOfPatient(placed.resource, placed.at);
        if (typeof writes === "string") findings.report("bad", placed.at, `not for the registry: ${writes}`);
        else for (const write of writes) forRegistry.run("INSERT INTO writes (text) VALUES (?)", JSON.stringify(write));
      }
    } finally {
      forStore.end();
    }
  };
  async function* kept(): AsyncGenerator<RegistryWrite> {
    for (const { text } of forRegistry.each("SELECT text FROM writes ORDER BY number")) {
      // The next start reads the input again and writes them.
      if (stop.signal.aborted) return;
      yield JSON.parse(String(text)) as RegistryWrite;
    }
  }
  try {
    const ends = await Promise.allSettled([
      read(),
      loadStore(once(ready, forStore), {
        client: store,
        pace,
        onUnchanged: resuming ? count => (findings.unchanged += count) : undefined,
        onRefused: (at, reason) => findings.report("bad", at, reason),
      }),
    ]);
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    if (forRegistry.get("SELECT 1 FROM writes LIMIT 1") === undefined) return;
    await caughtUp?.();
    await load(kept(), {
      ...registry,
      ...(pace && { pace }),
      onRefused: ({ at }, reason) => at && findings.report("bad", at, reason),
    });
  } finally {
    forRegistry.close();
  }
}

/** The same, from the time on that something is ready. */
export async function* once<Item>(ready: Promise<unknown>, items: AsyncIterable<Item>): AsyncGenerator<Item> {
  await ready;
  yield* items;
}
