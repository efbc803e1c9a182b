import type { LocalCloud } from "@tributary/local-cloud/local-cloud";
import { queueReaders } from "@tributary/synth/queue-readers";
import { readArrivals } from "./audit/arrivals.ts";
import { auditRegistry } from "./audit/audit-registry.ts";
import type { StoreAudit } from "./audit/audit-store.ts";
import { countPeople } from "./audit/count-people.ts";
import { setAside } from "./audit/set-aside.ts";
import { type RunResult, summary, summaryJson } from "./audit/summary.ts";
import { unusedGrants } from "./audit/unused-grants.ts";
import type { Filled } from "./fill.ts";
import { inputLine } from "./input/input-findings.ts";
import type { Job } from "./job.ts";
import { lookingAgain } from "./watch/watched-names.ts";

/** Prints the summary of the run, and returns the results. */
export async function report(
  { options, root, graph, names, counters, findings }: Job,
  { cloud }: LocalCloud,
  audit: StoreAudit,
  { loaded, atRest, repaired }: Filled,
): Promise<RunResult> {
  await audit.missing(); // Read most of it now, so that both sides of the comparison are equally recent.
  const arrivals = readArrivals(cloud.context, names);
  const registry = auditRegistry(cloud.context, names, arrivals);
  const store = await audit.result(arrivals);
  arrivals.close();
  const { quarantineBucket } = names;
  const aside = setAside(cloud.context, graph, {
    ...{ quarantineBucket, lookingAgain: lookingAgain(names), atRest, lost: counters.lost },
  });
  const consumers = Object.fromEntries(
    queueReaders(graph).map(({ reader, physicalName }) => [reader, counters.done.get(physicalName) ?? 0]),
  );
  const seconds = performance.now() / 1_000;
  const people = countPeople(cloud.context, names);
  const result = { people, repaired, consumers, registry, store, counters, seconds, setAside: aside };
  const text = options.json
    ? summaryJson(result, findings, loaded)
    : `${inputLine(findings)}\n${summary(result, { width: process.stdout.columns, allTypes: options.allTypes })}`;
  process.stdout.write(`${text}\n`);
  if (options.grants)
    process.stderr.write(unusedGrants(cloud.authorizer?.unusedGrants(cloud.context) ?? [], graph, root));
  return result;
}
