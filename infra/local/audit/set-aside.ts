import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import { countMessages } from "@tributary/local-cloud/services/sqs/queue";
import type { Graph } from "@tributary/synth/graph";
import { queueReaders } from "@tributary/synth/queue-readers";
import { addTo } from "../add-to.ts";
import { failurePlaces } from "./failure-places.ts";
import { keysOf } from "./pages.ts";

/** Messages, records or objects that no consumer has applied, and their place. */
export interface SetAside {
  /** In words, without the count: `dead letters of FhirSyncQueue in FhirSyncDeadLettersQueue`. */
  readonly what: string;
  readonly count: number;
}

/** Inputs besides the graph. */
export interface SetAsideOptions {
  /** Name of the bucket of quarantined records, whose keys begin with the service. */
  readonly quarantineBucket: string;
  /** URLs of queues whose messages only ask for another look, and may wait. */
  readonly lookingAgain: readonly string[];
  /** Whether the cloud is at rest; otherwise waiting messages are left over, too. */
  readonly atRest: boolean;
  /** Steps of this run that lost something for want of a failure place, by what happened. */
  readonly lost: ReadonlyMap<string, number>;
}

/** Everything failed or left over, of every consumer of the graph; empty places are left out. */
export function setAside(context: CloudContext, graph: Graph, options: SetAsideOptions): SetAside[] {
  const found: SetAside[] = [];
  const add = (count: number, what: string) => count > 0 && found.push({ what, count });
  const places = failurePlaces(graph);
  for (const arn of new Set(places.filter(({ kind }) => kind === "queue").map(place => place.arn))) {
    const senders = places.filter(place => place.arn === arn);
    const from = [...new Set(senders.map(place => place.from))].join(", ");
    add(total(context, arn), `${senders[0]?.what} of ${from} in ${senders[0]?.name}`);
  }
  const buckets = new Map([
    [options.quarantineBucket, "Quarantine"],
    ...places
      .filter(({ kind }) => kind === "bucket")
      .map(({ arn, name }): [string, string] => [arn.split(":").at(-1) ?? "", name]),
  ]);
  for (const [bucket, name] of buckets)
    for (const [owner, count] of objectsByOwner(context, bucket)) add(count, `set aside by ${owner} in ${name}`);
  if (!options.atRest)
    for (const { arn, url, queue, reader } of queueReaders(graph))
      if (!options.lookingAgain.includes(url)) add(total(context, arn), `still waiting for ${reader} in ${queue}`);
  for (const [what, count] of options.lost) add(count, what);
  return found;
}

function total(context: CloudContext, arn: string): number {
  const { visible, inFlight, delayed } = countMessages(context, arn);
  return visible + inFlight + delayed;
}

/** Objects by the service in their key: `fhir-sync/2026-01-01/…`, or `aws/lambda` for batches that a stream gave up. */
function objectsByOwner(context: CloudContext, bucket: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keysOf(context, bucket)) {
    const [first = "", second = ""] = key.split("/");
    addTo(counts, first === "aws" ? `${first}/${second}` : first, 1);
  }
  return counts;
}
