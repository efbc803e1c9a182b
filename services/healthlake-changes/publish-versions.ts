import { errorName, type Log } from "@tributary/bus/log";
import type { OutgoingEvent } from "@tributary/bus/outgoing-event";
import { violationsOf } from "@tributary/bus/prepare-entry";
import type { Publish, PublishOutcome } from "@tributary/bus/publish";
import type { Violation } from "@tributary/contract/event-contract";
import { FhirResourceChangedV1 } from "@tributary/contracts/fhir-resource-changed.v1";
import { service } from "@tributary/contracts/healthlake-changes.operations";
import type { Quarantine } from "@tributary/delivery/quarantine";
import type { Resource } from "@tributary/fhir/resource";
import type { Claim, Head, Ledger, Origin, PublishedAs, ResourceKey, StoredVersion, VersionKey } from "./ledger.ts";
import { readVersions, UnfitVersionError, type VersionReader } from "./read-versions.ts";
import {
  changesAfter,
  fhirResourceChanged,
  isCaptured,
  type ResourceChange,
  versionNumber,
} from "./resource-changes.ts";

/** That something happened to a resource; which versions came about is found out. */
export interface ResourceNotice {
  readonly resourceType: string;
  readonly id: string;
  readonly origin: Origin;
  /** The current version, where the source brought it. */
  readonly current?: Resource;
  /** Publishes the current version, but none before it. */
  readonly currentOnly?: boolean;
  /** Publishes the current version again, under the same event id. */
  readonly republish?: boolean;
}

/** What became of a notice. Only after `failed` it must come again. */
export type NoticeOutcome =
  | {
      readonly outcome: "done";
      /** The versions that this call published, ascending. */
      readonly published: readonly number[];
      /** Versions that the notice stood for and that were published before; at least one if it brought nothing new. */
      readonly suppressed: number;
    }
  | { readonly outcome: "quarantined"; readonly violations: readonly Violation[] }
  | { readonly outcome: "failed"; readonly error: string };

/** Sees to it that every version of the resources is published, in order and once; outcomes in the order of the notices. */
export type PublishVersions = (
  notices: readonly ResourceNotice[],
  options?: { readonly deadline?: number },
) => Promise<readonly NoticeOutcome[]>;

/** What publishing versions takes. */
export interface VersionPublisherOptions {
  readonly datastoreId: string;
  readonly reader: VersionReader;
  readonly ledger: Ledger;
  readonly publish: Publish;
  readonly quarantine: Quarantine;
  readonly log: Log;
  /** Makes ids that tell nothing of what they are made from. */
  readonly hash: (text: string) => string;
  readonly eventId: (event: OutgoingEvent) => string;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** How often, and how long, a version that another invocation holds is waited for before its notice has to come again. */
const WAITS = 20;
const WAIT_MS = 50;

/** What there is to do about one resource of a batch. */
interface Task {
  readonly key: ResourceKey;
  readonly notice: ResourceNotice;
  /** Still to be published, ascending. */
  readonly left: ResourceChange[];
  readonly published: number[];
  readonly violations: Violation[];
  suppressed: number;
  /** The newest version that is accounted for. */
  reached?: StoredVersion;
  error?: string;
}

/** A version that is this call's to publish. `fence` is missing where it is published again. */
interface Turn {
  readonly task: Task;
  readonly version: VersionKey;
  readonly change: ResourceChange;
  readonly event: OutgoingEvent;
  readonly fence?: string;
}

/**
 * Publishes versions by the ledger: claim, publish, confirm, then the head moves on. The next version of a resource has
 * its turn when the one before is confirmed; those of different resources share their calls.
 */
export function createVersionPublisher(options: VersionPublisherOptions): PublishVersions {
  const { datastoreId, ledger, publish } = options;

  return async (notices, { deadline = Number.POSITIVE_INFINITY } = {}) => {
    const captured = notices.filter(({ resourceType }) => isCaptured(resourceType));
    const speakers = [...Map.groupBy(captured, name).values()].map(speaker);
    const keys = speakers.map(({ resourceType, id }) => ({ datastoreId, resourceType, id }));
    const heads = await ledger.heads(keys);
    const tasks = await Promise.all(
      speakers.map((notice, index) => taskOf(notice, keys[index]!, heads[index], options)),
    );
    for (let running = tasks; running.length > 0; running = running.filter(isGoingOn)) {
      const turns = (await Promise.all(running.map(task => takeTurn(task, deadline, options)))).filter(isTurn);
      const outcomes = await publish(
        turns.map(({ event }) => event),
        { deadline },
      );
      await Promise.all(turns.map((turn, index) => settle(turn, outcomes[index], options)));
    }
    await Promise.all(tasks.map(({ key, reached }) => reached && ledger.advance(key, reached)));

    const byName = new Map(tasks.map(task => [name(task.notice), task]));
    return notices.map(notice => {
      const task = byName.get(name(notice));
      if (task === undefined) return { outcome: "done", published: [], suppressed: 0 };
      return task.notice === notice ? outcomeOf(task) : copyOf(task);
    });
  };
}

const name = ({ resourceType, id }: ResourceNotice) => `${resourceType}/${id}`;
/** The notice of a resource that knows most: one that has it read, or that brings the newest version. */
function speaker(notices: readonly ResourceNotice[]): ResourceNotice {
  const rank = ({ current }: ResourceNotice) =>
    current === undefined ? Number.POSITIVE_INFINITY : (versionNumber(current.meta?.versionId) ?? 0);
  return notices.reduce((best, notice) => (rank(notice) > rank(best) ? notice : best));
}

const isGoingOn = ({ left, error }: Task) => left.length > 0 && error === undefined;
const isTurn = (turn: Turn | undefined): turn is Turn => turn !== undefined;

async function taskOf(
  notice: ResourceNotice,
  key: ResourceKey,
  head: Head | undefined,
  options: VersionPublisherOptions,
): Promise<Task> {
  const task: Task = { key, notice, left: [], published: [], violations: [], suppressed: 0 };
  try {
    const versions = await readVersions(options.reader, notice, head);
    if (notice.currentOnly || notice.republish) task.left.push(...changesAfter(undefined, versions).slice(-1));
    else task.left.push(...changesAfter(head, versions));
    if (task.left.length === 0) task.suppressed = 1;
  } catch (error) {
    if (error instanceof UnfitVersionError) {
      task.violations.push({ pointer: error.pointer, keyword: "format", message: error.message });
      await setAside(task, undefined, options).catch(failure => fail(task, failure, options));
    } else fail(task, error, options);
  }
  return task;
}

/** Claims the next version of a resource; undefined when there is none to publish now. */
async function takeTurn(task: Task, deadline: number, options: VersionPublisherOptions): Promise<Turn | undefined> {
  const { key, notice } = task;
  const change = task.left.shift();
  if (change === undefined) return undefined;
  const event = fhirResourceChanged(key, change, notice.origin, options.hash);
  const version = { ...key, versionId: change.version.versionId, op: change.op };
  try {
    const claim = await claimed(version, { eventId: options.eventId(event), origin: notice.origin }, deadline, options);
    if (claim.outcome === "claimed") return { task, version, change, event, fence: claim.fence };
    if (claim.outcome === "held") task.error = "held";
    else if (notice.republish) return { task, version, change, event };
    else account(task, change, "suppressed");
  } catch (error) {
    fail(task, error, options);
  }
  return undefined;
}

async function claimed(
  version: VersionKey,
  about: PublishedAs,
  deadline: number,
  { ledger, now, sleep }: VersionPublisherOptions,
): Promise<Claim> {
  for (let waits = 0; ; waits++) {
    const claim = await ledger.claim(version, about);
    if (claim.outcome !== "held" || waits === WAITS || now() + WAIT_MS >= deadline) return claim;
    await sleep(WAIT_MS);
  }
}

async function settle(
  { task, version, change, fence }: Turn,
  outcome: PublishOutcome | undefined,
  options: VersionPublisherOptions,
): Promise<void> {
  if (outcome === undefined || outcome.outcome === "failed") {
    task.error = outcome?.code ?? "NoResult";
    return;
  }
  try {
    if (outcome.outcome !== "published") {
      task.violations.push(...violationsOf(outcome));
      await setAside(task, change, options);
    }
    // Lost: another holder published the version as well, under the same event id.
    if (fence !== undefined) await options.ledger.confirm(version, fence);
    account(task, change, outcome.outcome === "published" ? "published" : "quarantined");
  } catch (error) {
    fail(task, error, options);
  }
}

function account(task: Task, { version }: ResourceChange, as: "published" | "suppressed" | "quarantined"): void {
  task.reached = version;
  if (as === "published") task.published.push(version.versionId);
  if (as === "suppressed") task.suppressed++;
}

/** Keeps what names the version, which is all that there is to keep: its content stays in the data store. */
async function setAside(
  { key, violations }: Task,
  change: ResourceChange | undefined,
  { quarantine, log }: VersionPublisherOptions,
): Promise<void> {
  const at = Date.parse(change?.version.lastUpdated ?? "");
  const body = JSON.stringify({ ...key, ...change?.version });
  const record = { source: service, body, at: Number.isNaN(at) ? 0 : at };
  const report = await quarantine(record, { contract: FhirResourceChangedV1.detailType, violations });
  log.error("Quarantined a version", { recordId: report.recordId, resourceType: key.resourceType });
}

function fail(task: Task, error: unknown, { log }: VersionPublisherOptions): void {
  task.error = errorName(error);
  log.warn("Publishing the versions of a resource failed; its notice comes again", {
    resourceType: task.key.resourceType,
    error: task.error,
  });
}

function outcomeOf({ error, violations, published, suppressed }: Task): NoticeOutcome {
  if (error !== undefined) return { outcome: "failed", error };
  if (violations.length > 0) return { outcome: "quarantined", violations };
  return { outcome: "done", published, suppressed };
}

/** Of a notice that another of the same batch spoke for. */
function copyOf(task: Task): NoticeOutcome {
  const outcome = outcomeOf(task);
  return outcome.outcome === "done" ? { outcome: "done", published: [], suppressed: 1 } : outcome;
}
