import { createLagMeter, type LagMeter } from "@tributary/cli/dev/lag-meter";
import { publicationsIn } from "@tributary/healthlake-capture/publication-log";
import { isCaptured } from "@tributary/healthlake-capture/resource-changes";
import type { Activity } from "@tributary/local-cloud/kernel/service";
import { toldResource } from "./told-resource.ts";

const counted = ["written", "published", "suppressed", "applied", "quarantined"] as const;

/** Counts of this run by type of resource, as they pass. `suppressed`: notices of versions that had been published already. */
export type TypeCounts = Readonly<Record<(typeof counted)[number], Map<string, number>>> & {
  /** From version to application. */
  readonly lags: Map<string, LagMeter>;
};

/** All at zero. */
export function noTypeCounts(): TypeCounts {
  const zero = () => new Map<string, number>();
  const [written, published, suppressed] = [zero(), zero(), zero()];
  return { written, published, suppressed, applied: zero(), quarantined: zero(), lags: new Map() };
}

/** Adds to one of the counts. */
export function addTo(counts: Map<string, number>, type: string, count: number): void {
  counts.set(type, (counts.get(type) ?? 0) + count);
}

/** Takes what the capture of FHIR changes writes into its log: what its notices led to, by type. */
export function countLog(counts: TypeCounts, text: string): void {
  for (const { resourceType, outcome, count } of publicationsIn(text)) addTo(counts[outcome], resourceType, count);
}

/** Takes one step of the local cloud: versions written, and events of versions that the consumer is done with. */
export function countStep(
  counts: TypeCounts,
  { kind, name, count, bodies = () => [] }: Activity,
  consumer: string,
): void {
  if (kind === "healthlake:version" && isCaptured(name)) {
    addTo(counts.written, name, count);
    lagOf(counts, name).written(count, Math.round(performance.now()));
  }
  if (kind !== "mapping:done" || name !== consumer) return;
  for (const body of bodies()) {
    const type = toldResource(body)?.resourceType;
    if (type === undefined) continue;
    addTo(counts.applied, type, 1);
    lagOf(counts, type).applied(1, Math.round(performance.now()));
  }
}

/** The types with the highest counts. */
export function topTypes(counts: ReadonlyMap<string, number>, most: number): [string, number][] {
  return [...counts].sort(([one, first], [other, second]) => second - first || (one < other ? -1 : 1)).slice(0, most);
}

function lagOf({ lags }: TypeCounts, type: string): LagMeter {
  const meter = lags.get(type) ?? createLagMeter();
  lags.set(type, meter);
  return meter;
}
