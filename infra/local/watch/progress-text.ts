import { milliseconds, number } from "@tributary/cli/dev/figures";
import type { LagMeter } from "@tributary/cli/dev/lag-meter";
import { type Counters, captured, type TypeCounts, type Watched } from "./counters.ts";

type Names = Pick<Watched, "captureNames">;

/** Types of resources shown in a terminal. */
const SHOWN_TYPES = 5;
const LINE_PARTS = 3;

/** The state as one plain line, without the types. */
export function progressLine(counters: Counters, names: Names): string {
  return progressText(counters, names).split("\n").slice(0, LINE_PARTS).join(" | ");
}

/** The state as lines: all changes, failures and retries, the data store. */
export function progressText(counters: Counters, names: Names): string {
  const steps = { ...counters, captured: captured(counters, names) };
  const path = (["written", "captured", "published", "delivered", "applied"] as const)
    .map(step => `${step} ${number(steps[step])}`)
    .join(" → ");
  const aside = [
    `quarantined ${number(counters.quarantined)}`,
    `retries ${number(counters.retries)}`,
    `dead letters ${number(counters.deadLettered)}`,
    lagText(counters.lag),
  ];
  return [path, aside.join(" · "), ...typeLines(counters)].join("\n");
}

/** A line for all types together, then one for each of the largest. */
function typeLines({ types }: Counters): string[] {
  const all = [...types.values()];
  const sum = (step: Step) => all.reduce((total, counts) => total + counts[step], 0);
  if (sum("written") === 0) return [];
  const top = topTypes(types, SHOWN_TYPES).map(
    ([type, counts]) => `${type}: ${stepsOf(step => counts[step])} · ${lagText(counts.lag)}`,
  );
  return [`FHIR versions: ${stepsOf(sum)}`, ...top];
}

/** The most written types; equal ones by name. */
function topTypes(types: Counters["types"], most: number): [string, TypeCounts][] {
  return [...types]
    .filter(([, { written }]) => written > 0)
    .sort(([one, first], [other, second]) => second.written - first.written || (one < other ? -1 : 1))
    .slice(0, most);
}

type Step = "written" | "published" | "applied" | "suppressed" | "quarantined";

function stepsOf(of: (step: Step) => number): string {
  const count = (step: Step) => number(of(step));
  const path = (["written", "published", "applied"] as const).map(step => `${step} ${count(step)}`).join(" → ");
  return `${path} · duplicates suppressed ${count("suppressed")} · quarantined ${count("quarantined")}`;
}

function lagText(lag: LagMeter): string {
  const [p50, p99] = lag.quantiles(0.5, 0.99);
  return `lag p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}`;
}
