import { errorName, type Log } from "@tributary/bus/log";
import type { OutgoingEvent } from "@tributary/bus/outgoing-event";
import { violationsOf } from "@tributary/bus/prepare-entry";
import type { Publish, PublishOutcome } from "@tributary/bus/publish";
import type { Violation } from "@tributary/contract/event-contract";
import { FhirResourceChangedV1 } from "@tributary/contracts/fhir-resource-changed.v1";
import { service } from "@tributary/contracts/healthlake-changes.operations";
import type { Quarantine } from "@tributary/delivery/quarantine";
import { awaitHistory } from "@tributary/healthlake/await-history";
import {
  type Claim,
  type Head,
  LEASE_MS,
  type Ledger,
  type PublishedAs,
  type ResourceKey,
  type VersionKey,
} from "./ledger.ts";
import { mayLackDeletion, readVersions, UnfitVersionError, type VersionReader } from "./read-versions.ts";
import {
  changesToPublish,
  fhirResourceChanged,
  isCaptured,
  type ResourceChange,
  versionNumber,
} from "./resource-changes.ts";
import type { NoticeOutcome, ResourceNotice } from "./resource-notice.ts";
import { account, copyOf, countsOf, outcomeOf, speaker, type VersionTask } from "./version-task.ts";

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

/** A version that is this call's to publish. `fence` is missing where it is published again. */
interface Turn {
  readonly task: VersionTask;
  readonly version: VersionKey;
  readonly change: ResourceChange;
  readonly event: OutgoingEvent;
  readonly fence?: string;
}

/**
 * Publishes versions by the ledger: claim, publish, confirm, then the head moves on. The next version of a resource has
 * its turn when the one before is confirmed; those of different resources share their calls. A claim that was not
 * confirmed ends with its lease, and the notice that comes again takes the version up.
 */
export function createVersionPublisher(options: VersionPublisherOptions): PublishVersions {
  const { datastoreId, ledger, publish, now, log } = options;

  return async (notices, { deadline = Number.POSITIVE_INFINITY } = {}) => {
    const captured = notices.filter(({ resourceType }) => isCaptured(resourceType));
    const groups = [...Map.groupBy(captured, name).values()];
    const speakers = groups.map(group => speaker(group, knowledge));
    const keys = speakers.map(({ resourceType, id }) => ({ datastoreId, resourceType, id }));
    const heads = await ledger.heads(keys);
    const tasks = await Promise.all(
      speakers.map((notice, index) =>
        taskOf(notice, keys[index]!, heads[index], { ...options, deadline, at: latest(groups[index]!) }),
      ),
    );
    for (let running = tasks.filter(isGoingOn); running.length > 0; running = running.filter(isGoingOn)) {
      // Beyond the lease another may publish the same, and the first claim is as old as that.
      const publishBy = now() + LEASE_MS / 2;
      const turns = (await Promise.all(running.map(task => takeTurn(task, deadline, options)))).filter(isTurn);
      if (turns.length === 0) continue;
      if (now() >= publishBy) {
        for (const { task } of turns) task.error = "LeaseRanOut";
        continue;
      }
      const outcomes = await publish(
        turns.map(({ event }) => event),
        { deadline: Math.min(deadline, publishBy) },
      );
      await Promise.all(turns.map((turn, index) => settle(turn, outcomes[index], options)));
    }
    await Promise.all(tasks.map(task => moveHead(task, options)));
    for (const task of tasks) if (task.isBehind) task.error ??= "HistoryBehindError";

    const byName = new Map(tasks.map(task => [name(task.notice), task]));
    const outcomes = notices.map((notice): NoticeOutcome => {
      const task = byName.get(name(notice));
      if (task === undefined) return { outcome: "done", published: [], suppressed: 0 };
      return task.notice === notice ? outcomeOf(task) : copyOf(task);
    });
    const counts = countsOf(notices, outcomes);
    if (Object.keys(counts).length > 0) log.info("Published versions", counts);
    return outcomes;
  };
}

const name = ({ resourceType, id }: ResourceNotice) => `${resourceType}/${id}`;
const knowledge = ({ current }: ResourceNotice) =>
  current === undefined ? Number.POSITIVE_INFINITY : (versionNumber(current.meta?.versionId) ?? 0);
/** When the latest of the changes happened that the notices tell of. */
const latest = (notices: readonly ResourceNotice[]) =>
  notices.map(({ at }) => at).reduce((best, at) => (best === undefined || (at ?? best) > best ? at : best));
const isGoingOn = ({ left, error }: VersionTask) => left.length > 0 && error === undefined;
const isTurn = (turn: Turn | undefined): turn is Turn => turn !== undefined;

async function taskOf(
  notice: ResourceNotice,
  key: ResourceKey,
  head: Head | undefined,
  options: VersionPublisherOptions & { readonly deadline: number; readonly at: number | undefined },
): Promise<VersionTask> {
  const { reader, now, at } = options;
  const task: VersionTask = { key, notice, left: [], published: [], violations: [], suppressed: 0 };
  try {
    const versions = await awaitHistory(() => readVersions(reader, notice, head), options);
    task.left.push(...changesToPublish(head, versions, notice));
    // What the history shows is published; the notice comes again for what it may not show yet.
    task.isBehind = mayLackDeletion(versions, at, now());
    if (task.left.length === 0) task.suppressed = 1;
  } catch (error) {
    if (error instanceof UnfitVersionError)
      await setAside(task, undefined, [{ pointer: error.pointer, keyword: "format", message: error.message }], options);
    else fail(task, error, options);
  }
  return task;
}

/** Claims the next version of a resource; undefined when there is none to publish now. */
async function takeTurn(
  task: VersionTask,
  deadline: number,
  options: VersionPublisherOptions,
): Promise<Turn | undefined> {
  const { key, notice } = task;
  const change = task.left.shift()!;
  const event = fhirResourceChanged(key, change, notice.origin, options.hash);
  const version = { ...key, versionId: change.version.versionId, op: change.op };
  if (options.now() >= deadline) {
    task.error = "OutOfTime";
    return undefined;
  }
  try {
    const claim = await claimed(version, { eventId: options.eventId(event), origin: notice.origin }, deadline, options);
    if (claim.outcome === "claimed") return { task, version, change, event, fence: claim.fence };
    if (claim.outcome === "held") task.error = "HeldByAnother";
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
  const isPublished = outcome.outcome === "published";
  if (!isPublished) await setAside(task, change, violationsOf(outcome), options);
  if (task.error !== undefined) return;
  try {
    // When the claim was lost, another published the version as well, under the same event id.
    if (fence !== undefined) await options.ledger.confirm(version, fence);
    account(task, change, isPublished ? "published" : "quarantined");
  } catch (error) {
    fail(task, error, options);
  }
}

async function moveHead(task: VersionTask, options: VersionPublisherOptions): Promise<void> {
  if (task.reached === undefined) return;
  try {
    await options.ledger.advance(task.key, task.reached);
  } catch (error) {
    fail(task, error, options);
  }
}

/** Keeps what names the version, which is all that there is to keep: its content stays in the data store. */
async function setAside(
  task: VersionTask,
  change: ResourceChange | undefined,
  violations: readonly Violation[],
  options: VersionPublisherOptions,
): Promise<void> {
  const { key } = task;
  const at = Date.parse(change?.version.lastUpdated ?? "");
  const body = JSON.stringify({ ...key, ...change?.version });
  const record = { source: service, body, at: Number.isNaN(at) ? 0 : at };
  try {
    const report = await options.quarantine(record, { contract: FhirResourceChangedV1.detailType, violations });
    options.log.error("Quarantined a version", { recordId: report.recordId, resourceType: key.resourceType });
    task.violations.push(...violations);
  } catch (error) {
    fail(task, error, options);
  }
}

function fail(task: VersionTask, error: unknown, { log }: VersionPublisherOptions): void {
  task.error = errorName(error);
  log.warn("Publishing the versions of a resource failed; its notice comes again", {
    resourceType: task.key.resourceType,
    error: task.error,
  });
}
