import { logUpdateStderr as logUpdate } from "log-update";
import type { Counters } from "./counters.ts";
import type { LagMeter } from "./lag-meter.ts";
import { type TypeCounts, topTypes } from "./type-counts.ts";

/** Shows how far the changes have come: in place in a terminal, as plain lines elsewhere. Writes to standard error. */
export interface LiveView {
  /** Says something once, above what is shown; `quiet` keeps it back. */
  note(text: string): void;
  /** Says something that is wrong, however quiet. */
  problem(text: string): void;
  /** Stops, leaving the last state on screen. */
  stop(): void;
}

/** What is shown, as it stands. */
export interface Progress {
  readonly counters: Counters;
  readonly types: TypeCounts;
  readonly lag: LagMeter;
}

/** How many types of resources are shown, in a terminal. A plain line holds what stands above them. */
const SHOWN_TYPES = 5;
const LINE_PARTS = 3;

/** How often a terminal is redrawn, and how often a plain line is written when something moved. */
const REDRAW_MS = 200;
const LINE_MS = 1_000;

/** Starts showing; `quiet` shows nothing. */
export function startLiveView(progress: Progress, { quiet = false } = {}): LiveView {
  const write = (text: string) => void process.stderr.write(`${text}\n`);
  if (quiet) return { note() {}, problem: write, stop() {} };
  const terminal = process.stderr.isTTY === true && !process.env.CI && process.env.TERM !== "dumb";
  const began = performance.now();
  const initially = render(progress);
  let shown = initially;
  let stopped = false;
  const show = () => {
    const text = render(progress);
    if (terminal) logUpdate(`${fitted(text, process.stderr.columns)}\n${elapsed(began)}`);
    else if (text !== shown) write(`${elapsed(began)} ${text.split("\n").slice(0, LINE_PARTS).join(" | ")}`);
    shown = text;
  };
  const above = (text: string) => {
    if (terminal) logUpdate.clear();
    write(text);
  };
  const timer = setInterval(show, terminal ? REDRAW_MS : LINE_MS);
  timer.unref();
  return {
    note: above,
    problem: above,
    stop() {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      if (render(progress) !== initially) show();
      if (terminal) logUpdate.done();
    },
  };
}

/** One state as lines of text: the registry's path, what went beside it, the data store. */
export function render({ counters, types, lag }: Progress): string {
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

/** The text in lines no wider than a terminal, each broken between its parts; what goes on is indented. */
export function fitted(text: string, columns: number): string {
  const lines = text.split("\n").map(line => {
    const [first = "", ...parts] = line.split(/ (?=[→·] )/);
    return parts.reduce(
      ({ whole, last }, part) =>
        last + 1 + part.length > columns
          ? { whole: `${whole}\n  ${part}`, last: 2 + part.length }
          : { whole: `${whole} ${part}`, last: last + 1 + part.length },
      { whole: first, last: first.length },
    ).whole;
  });
  return lines.join("\n");
}

/** A duration for people: `12 ms`, `1.3 s`, or a dash when there is none. */
export function milliseconds(value: number | undefined): string {
  if (value === undefined) return "–";
  return value < 1_000 ? `${Math.round(value)} ms` : `${(value / 1_000).toFixed(1)} s`;
}

/** A count for people: `12,345`. */
export function number(value: number): string {
  return value.toLocaleString("en-US");
}

function elapsed(since: number): string {
  return `${((performance.now() - since) / 1_000).toFixed(1)} s`;
}
