import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { StopSignal } from "@tributary/cli/dev/stop-signal";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import type { InputFindings } from "../input/input-findings.ts";
import { asPerson } from "../input/person.ts";
import type { KnownPatients } from "../watch/known-patients.ts";
import { createChannel } from "./channel.ts";
import { load } from "./load.ts";
import { loadStore, type PlacedResource } from "./load-store.ts";
import type { Pace } from "./paced.ts";
import { writesOfPatient } from "./registry-writes.ts";
import { waitingRows } from "./waiting-rows.ts";
import { weightOf } from "./weight-of.ts";

/** Targets of the input. */
export interface FeedOptions {
  readonly registry: { readonly client: DynamoDBClient; readonly table: string };
  readonly store: Pick<FhirClient, "batch">;
  readonly findings: InputFindings;
  /** Whether the data store may hold some of it from an earlier start, so that unchanged resources are skipped. */
  readonly resuming: boolean;
  /** Resolves when both accept writes; reading begins earlier. */
  readonly ready: Promise<unknown>;
  /** Limits the pace of both; without it, writes go as fast as possible. */
  readonly pace?: Pace;
  /** Tells whose rows may follow, before all is caught up. */
  readonly known?: Pick<KnownPatients, "on">;
  /** Resolves when what is in the data store is known to those who hear of it, or when told to stop. */
  readonly caughtUp?: (stop: AbortSignal) => Promise<void>;
  readonly stop: Pick<StopSignal, "signal">;
}

/** Resources of ordinary size that may wait for the data store; fewer large ones. */
const WAITING = 200;

/**
 * Loads resources into the data store, and each patient's rows into the registry once the Patient there is known, from one
 * reading. What the registry says of a patient then goes into the Patient that is there; before, one would be made for it, and
 * moved a moment later. The rows of a Patient that nobody hears of, as the data store had it already or refused it, go when
 * all is caught up.
 */
export async function feed(resources: AsyncIterable<PlacedResource>, options: FeedOptions): Promise<void> {
  const { registry, store, findings, resuming, ready, known, pace, caughtUp, stop } = options;
  const forStore = createChannel<PlacedResource>(WAITING, ({ resource }) => weightOf(resource));
  const rows = waitingRows();
  const over = new AbortController();
  const halt = AbortSignal.any([stop.signal, over.signal]);
  const read = async () => {
    try {
      for await (const { resource, at } of resources) {
        const placed = { resource: asPerson(resource), at };
        // Before the Patient goes, as it may be known the moment after.
        if (placed.resource.resourceType === "Patient") keepRows(placed);
        await forStore.push(placed);
      }
    } finally {
      forStore.end();
    }
  };
  const keepRows = ({ resource, at }: PlacedResource) => {
    const writes = writesOfPatient(resource, at);
    if (typeof writes === "string") findings.report("bad", at, `not for the registry: ${writes}`);
    else rows.add(resource.id, writes);
  };
  const fillStore = async () => {
    await all([
      read(),
      loadStore(once(ready, forStore), {
        client: store,
        pace,
        onUnchanged: resuming ? count => (findings.unchanged += count) : undefined,
        onRefused: (at, reason) => findings.report("bad", at, reason),
      }),
    ]);
    rows.end();
    await caughtUp?.(halt);
    if (!halt.aborted) rows.releaseAll();
  };
  const fillRegistry = () =>
    load(rows.released(halt), {
      ...registry,
      ...(pace && { pace }),
      onRefused: ({ at }, reason) => at && findings.report("bad", at, reason),
    });
  const unfollow = known?.on(rows.release);
  try {
    await all([
      fillStore().catch((error: unknown) => {
        over.abort(); // The next start reads the input again, and writes the other rows.
        throw error;
      }),
      fillRegistry().finally(() => over.abort()),
    ]);
  } finally {
    unfollow?.();
    rows.close();
  }
}

/** Waits until all have ended, and rejects as the first in their order that failed. */
async function all(running: readonly Promise<unknown>[]): Promise<void> {
  for (const end of await Promise.allSettled(running)) if (end.status === "rejected") throw end.reason;
}

/** The same items, from when something is ready. */
export async function* once<Item>(ready: Promise<unknown>, items: AsyncIterable<Item>): AsyncGenerator<Item> {
  await ready;
  yield* items;
}
