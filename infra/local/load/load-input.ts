import type { StopSignal } from "@tributary/cli/dev/stop-signal";
import type { Watched } from "@tributary/cli/dev/work-left";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import { referenceMatcher } from "@tributary/local-cloud/services/healthlake/reference-matcher";
import { writeResolved } from "../input/conditional-references.ts";
import { exampleFiles } from "../input/example-files.ts";
import { inputResources, madeUpResources } from "../input/input-resources.ts";
import type { References } from "../input/references.ts";
import type { StartOptions } from "../options.ts";
import type { Counters } from "../watch/counters.ts";
import type { WatchedStore } from "../watch/watched-names.ts";
import { type FeedOptions, feed, once } from "./feed.ts";
import { load } from "./load.ts";
import type { PlacedResource } from "./load-store.ts";
import { caughtUp, createPace } from "./paced.ts";
import { writesFromSynthetic } from "./registry-writes.ts";

/** Targets of the input, and its pace and findings. */
export interface InputTarget extends FeedOptions {
  readonly store: FhirClient;
  readonly cloud: Watched;
  readonly names: WatchedStore;
  readonly counters: Pick<Counters, "applied">;
  readonly references: References;
  readonly stop: StopSignal;
}

/** Loads the input that the options name, no faster than the cloud follows. Throws if a service fails; reports faults of the input. */
export async function loadInput(options: StartOptions, target: InputTarget): Promise<void> {
  const { cloud, registry, findings, names, counters } = target;
  const stop = target.stop.signal;
  const watching = { lookingAgain: [names.windowsQueue], stop };
  const pace = createPace(cloud, { ...watching, applied: () => counters.applied });
  const { patients, seed } = options;
  if (patients === undefined) {
    await writeResolved(until(stop, resourcesFor(options, target)), {
      match: referenceMatcher(cloud.context, names.datastoreId),
      write: resources =>
        feed(resources, { ...target, pace, caughtUp: halt => caughtUp(cloud, { ...watching, stop: halt }) }),
      stop,
    });
    return;
  }
  const madeUp = until(stop, writesFromSynthetic(patients, seed, findings));
  const at = { file: "made-up patient", line: 0 };
  await load(once(target.ready, madeUp), {
    ...registry,
    pace,
    onRefused: (_write, reason) => findings.report("bad", at, reason),
  });
}

function resourcesFor(
  { input, resources, seed }: StartOptions,
  { findings, references, stop }: InputTarget,
): AsyncIterable<PlacedResource> {
  if (resources !== undefined) return madeUpResources(resources, seed, findings);
  const files = input.length > 0 ? input : exampleFiles();
  return inputResources(files, findings, { references, stop: stop.signal });
}

async function* until<Item>(stop: AbortSignal, all: AsyncIterable<Item>): AsyncGenerator<Item> {
  for await (const item of all) {
    if (stop.aborted) return;
    yield item;
  }
}
