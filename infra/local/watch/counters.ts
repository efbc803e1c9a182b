import { quarantinedIn } from "@tributary/bus/quarantine-log";
import { createLagMeter, type LagMeter } from "@tributary/cli/dev/lag-meter";
import { publicationsIn } from "@tributary/healthlake-capture/publication-log";
import { isCaptured } from "@tributary/healthlake-capture/resource-changes";
import type { Activity } from "@tributary/local-cloud/kernel/service";
import { addTo } from "../add-to.ts";
import { toldResource } from "./told-resource.ts";

/** Progress of this run's changes, counted step by step; the summary counts by identity instead. */
export interface Counters {
  written: number;
  published: number;
  delivered: number;
  applied: number;
  quarantined: number;
  /** Messages that the consumer has set aside and not acknowledged yet: it will finish them without applying them. */
  settingAside: number;
  retries: number;
  deadLettered: number;
  /** Times from write to application. */
  readonly lag: LagMeter;
  /** Versions in the data store, by type of resource. */
  readonly types: Map<string, TypeCounts>;
  /** Messages and records handled, by function. */
  readonly done: Map<string, number>;
  /** Losses for want of a failure place, by what happened and to what. */
  readonly lost: Map<string, number>;
}

/** Counts of the versions of one type. */
export interface TypeCounts {
  written: number;
  published: number;
  /** Notices of versions that had been published already. */
  suppressed: number;
  /** Events that the consumer has handled. */
  applied: number;
  quarantined: number;
  /** Times from version to application. */
  readonly lag: LagMeter;
}

/** Names of resources that the live view watches. */
export interface Watched {
  readonly registryTable: string;
  readonly captureNames: readonly string[];
  readonly clinicalBus: string;
  /** Rules that deliver to the consumer. */
  readonly consumerRules: readonly string[];
  readonly consumer: string;
  readonly quarantineQueue: string;
}

/** All at zero. */
export function zero(): Counters {
  return {
    ...{ written: 0, published: 0, delivered: 0, applied: 0, quarantined: 0, settingAside: 0, retries: 0 },
    ...{ deadLettered: 0, lag: createLagMeter(), types: new Map(), done: new Map(), lost: new Map() },
  };
}

/** Records and messages that the captures have handled. */
export function captured({ done }: Counters, { captureNames }: Pick<Watched, "captureNames">): number {
  return captureNames.reduce((sum, name) => sum + (done.get(name) ?? 0), 0);
}

/** Steps that lose something for good. */
const lossOf: Readonly<Record<string, string>> = {
  "events:dropped": "dropped undelivered by EventBridge:",
  "lambda:lost": "given up, kept by no failure destination:",
  "mapping:lost": "given up, kept by no failure destination:",
  "pipes:lost": "given up, kept by no dead-letter queue:",
  "sqs:expired": "past their retention in",
};

/** Adds one step of the local cloud to the counters. */
export function count(counters: Counters, activity: Activity, watched: Watched): void {
  const { kind, name, count: amount } = activity;
  if (kind === "mapping:done" || kind === "pipes:done") addTo(counters.done, name, amount);
  if (kind === "dynamodb:record" && name === watched.registryTable) countWritten(counters, amount);
  else if (kind === "healthlake:version" && isCaptured(name)) countWritten(counters, amount, name);
  else if (kind === "mapping:done" && name === watched.consumer) countApplied(counters, activity);
  else if (kind === "events:accepted" && name === watched.clinicalBus) counters.published += amount;
  else if (kind === "events:delivered" && watched.consumerRules.includes(name)) counters.delivered += amount;
  else if (kind === "sqs:sent" && name === watched.quarantineQueue) counters.quarantined += amount;
  else if (kind.endsWith(":retried")) counters.retries += amount;
  else if (lossOf[kind]) addTo(counters.lost, `${lossOf[kind]} ${name}`, amount);
  else if (kind.endsWith(":dead-lettered") || kind === "mapping:discarded") counters.deadLettered += amount;
}

/**
 * Reads a function's log: the consumer logs each message that it sets aside, and the capture of FHIR changes the outcomes of its
 * notices by type.
 */
export function countLog(counters: Counters, functionName: string, text: string, { consumer }: Watched): void {
  if (functionName === consumer) counters.settingAside += quarantinedIn(text);
  for (const { resourceType, outcome, count } of publicationsIn(text)) typeOf(counters, resourceType)[outcome] += count;
}

function countWritten(counters: Counters, amount: number, type?: string): void {
  const at = Math.round(performance.now());
  counters.written += amount;
  counters.lag.written(amount, at);
  if (type === undefined) return;
  const counts = typeOf(counters, type);
  counts.written += amount;
  counts.lag.written(amount, at);
}

function countApplied(counters: Counters, { count: amount, bodies = () => [] }: Activity): void {
  const at = Math.round(performance.now());
  const aside = Math.min(amount, counters.settingAside);
  counters.settingAside -= aside;
  counters.applied += amount - aside;
  counters.lag.applied(amount - aside, at);
  for (const body of bodies()) {
    const type = toldResource(body)?.resourceType;
    if (type === undefined) continue;
    const counts = typeOf(counters, type);
    counts.applied++;
    counts.lag.applied(1, at);
  }
}

function typeOf({ types }: Counters, type: string): TypeCounts {
  const found = types.get(type);
  if (found) return found;
  const counts = { written: 0, published: 0, suppressed: 0, applied: 0, quarantined: 0, lag: createLagMeter() };
  types.set(type, counts);
  return counts;
}
