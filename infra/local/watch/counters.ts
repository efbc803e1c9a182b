import { quarantinedIn } from "@tributary/bus/quarantine-log";
import { isCaptured } from "@tributary/healthlake-capture/resource-changes";
import type { Activity } from "@tributary/local-cloud/kernel/service";
import { addTo } from "./type-counts.ts";

/** How far this run's changes have come, counted as they pass; the summary counts by identity instead. */
export interface Counters {
  written: number;
  captured: number;
  published: number;
  delivered: number;
  applied: number;
  quarantined: number;
  /** Messages that the consumer has set aside and not answered for yet: it will be done with them, without having applied them. */
  settingAside: number;
  retries: number;
  deadLettered: number;
  /** Messages and records that functions are done with, by function. */
  readonly done: Map<string, number>;
  /** What was given up with no place to keep it, by what happened and to what. */
  readonly lost: Map<string, number>;
}

/** Names in the graph that the live view watches. */
export interface Watched {
  readonly registryTable: string;
  readonly captureNames: readonly string[];
  readonly clinicalBus: string;
  /** Rules that bring events to the consumer. */
  readonly consumerRules: readonly string[];
  readonly consumer: string;
  readonly quarantineQueue: string;
}

/** All at zero. */
export function zero(): Counters {
  const steps = { written: 0, captured: 0, published: 0, delivered: 0, applied: 0, quarantined: 0 };
  return { ...steps, settingAside: 0, retries: 0, deadLettered: 0, done: new Map(), lost: new Map() };
}

/** Steps after which something is gone, with no place that keeps it. */
const lossOf: Readonly<Record<string, string>> = {
  "events:dropped": "dropped undelivered by EventBridge:",
  "lambda:lost": "given up, with no failure destination, by",
  "mapping:lost": "given up, with no failure destination, by",
  "pipes:lost": "given up, with no dead-letter queue, by",
  "sqs:expired": "past their retention in",
};

/** Adds one step of the local cloud to the counters. */
export function count(counters: Counters, { kind, name, count: amount }: Activity, watched: Watched): void {
  if (kind === "mapping:done" || kind === "pipes:done") addTo(counters.done, name, amount);
  if (kind === "dynamodb:record" && name === watched.registryTable) counters.written += amount;
  else if (kind === "healthlake:version" && isCaptured(name)) counters.written += amount;
  else if ((kind === "mapping:done" || kind === "pipes:done") && watched.captureNames.includes(name))
    counters.captured += amount;
  else if (kind === "mapping:done" && name === watched.consumer) {
    const aside = Math.min(amount, counters.settingAside);
    counters.settingAside -= aside;
    counters.applied += amount - aside;
  } else if (kind === "events:accepted" && name === watched.clinicalBus) counters.published += amount;
  else if (kind === "events:delivered" && watched.consumerRules.includes(name)) counters.delivered += amount;
  else if (kind === "sqs:sent" && name === watched.quarantineQueue) counters.quarantined += amount;
  else if (kind.endsWith(":retried")) counters.retries += amount;
  else if (lossOf[kind]) addTo(counters.lost, `${lossOf[kind]} ${name}`, amount);
  else if (kind.endsWith(":dead-lettered") || kind === "mapping:discarded") counters.deadLettered += amount;
}

/** Takes what a function writes into its log: the consumer says of each message that it has set it aside. */
export function countSetAside(counters: Counters, functionName: string, text: string, { consumer }: Watched): void {
  if (functionName === consumer) counters.settingAside += quarantinedIn(text);
}
