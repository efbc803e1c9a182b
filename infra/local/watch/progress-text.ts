import { milliseconds, number } from "@tributary/cli/dev/figures";
import type { LagMeter } from "@tributary/cli/dev/lag-meter";
import type { Counters } from "./counters.ts";
import { type TypeCounts, topTypes } from "./type-counts.ts";

/** What is shown, as it stands. */
export interface Progress {
  readonly counters: Counters;
  readonly types: TypeCounts;
  readonly lag: LagMeter;
}

/** How many types of resources are shown, in a terminal. A plain line holds what stands above them. */
const SHOWN_TYPES = 5;
const LINE_PARTS = 3;

/** One state as one plain line: what stands above the types. */
export function progressLine(progress: Progress): string {
  return progressText(progress).split("\n").slice(0, LINE_PARTS).join(" | ");
}

/** One state as lines of text: the registry's path, what went beside it, the data store. */
export function progressText({ counters, types, lag }: Progress): string {
  const [p50, p99] = lag.quantiles(0.5, 0.99);
  const path = (["written", "captured", "published", "delivered", "applied"] as const)
    .map(step => `${step} ${number(counters[step])}`)
    .join(" → ");
  const aside = [
    `quarantined ${number(counters.quarantined)}`,
    `retries ${number(counters.retries)}`,
    `dead letters ${number(counters.deadLettered)}`,
    `lag p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}`,
  ];
  return [path, aside.join(" · "), ...typeLines(types)].join("\n");
}

/** All types together, then the largest by themselves. */
function typeLines(types: TypeCounts): string[] {
  const { written, lags } = types;
  if (written.size === 0) return [];
  const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((all, one) => all + one, 0);
  const top = topTypes(written, SHOWN_TYPES).map(([type]) => {
    const [p50, p99] = lags.get(type)?.quantiles(0.5, 0.99) ?? [];
    const lag = `lag p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}`;
    return `${type}: ${stepsOf(types, counts => counts.get(type) ?? 0)} · ${lag}`;
  });
  return [`FHIR versions: ${stepsOf(types, sum)}`, ...top];
}

function stepsOf(types: TypeCounts, of: (counts: ReadonlyMap<string, number>) => number): string {
  const count = (step: "written" | "published" | "applied" | "suppressed" | "quarantined") => number(of(types[step]));
  const path = (["written", "published", "applied"] as const).map(step => `${step} ${count(step)}`).join(" → ");
  return `${path} · duplicates suppressed ${count("suppressed")} · quarantined ${count("quarantined")}`;
}
