import type { Log } from "@tributary/bus/log";
import { violationsOf } from "@tributary/bus/prepare-entry";
import type { Publish, PublishOutcome } from "@tributary/bus/publish";
import { errorName } from "@tributary/contract/error-name";
import type { Violation } from "@tributary/contract/event-contract";
import type { Quarantine } from "@tributary/delivery/quarantine";
import { awaitHistory } from "@tributary/healthlake/await-history";
import { type Head, LEASE_MS, type Ledger } from "../ledger/ledger.ts";
import { logPublications } from "./publication-log.ts";
import {
  mayLackDeletion,
  numberOf,
  readShown,
  readVersions,
  type ShownVersion,
  UnfitVersionError,
  type VersionReader,
} from "./read-versions.ts";
import type { ResourceChangedContract } from "./resource-changed-contract.ts";
import { decide, isCaptured, type ResourceChange, resourceChanged, versionNumber } from "./resource-changes.ts";
import type { NoticeOutcome, ResourceNotice } from "./resource-notice.ts";
import { account, copyOf, countsOf, outcomeOf, speaker, type VersionTask } from "./version-task.ts";

/** Publishes every version of the resources, in order and once; returns outcomes in the order of the notices. */
export type PublishVersions = (
  notices: readonly ResourceNotice[],
  options?: PublishOptions,
) => Promise<readonly NoticeOutcome[]>;

/** Options of `PublishVersions`. */
export interface PublishOptions {
  /** Epoch milliseconds. */
  readonly deadline?: number;
  /**
   * Called at most once, while the first confirmations are made, so that its writes can share their calls. It gets the
   * outcomes as they will be if those succeed, in the order of the notices; undefined where there is more to do. May not reject.
   */
  readonly published?: (outcomes: readonly (NoticeOutcome | undefined)[]) => Promise<void>;
}

/** Options of `createVersionPublisher`. */
export interface VersionPublisherOptions {
  /** Names what is quarantined. */
  readonly service: string;
  /** Of the event that versions are published as. */
  readonly contract: ResourceChangedContract;
  readonly datastoreId: string;
  readonly reader: VersionReader;
  readonly ledger: Ledger;
  readonly publish: Publish;
  readonly quarantine: Quarantine;
  readonly log: Log;
  /** Makes ids that tell nothing of what they are made from. */
  readonly hash: (text: string) => string;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** How often, and how long, a resource that another invocation holds is waited for before its notice has to come again. */
const WAITS = 20;
const WAIT_MS = 50;

type Options = VersionPublisherOptions & { readonly deadline: number };

/** What is done along with confirmations. */
type Beside = () => Promise<void> | undefined;

/**
 * A publisher of versions by the ledger: claims the resource, publishes the versions after its head, and confirms how far it
 * got. A resource's next version waits until the one before is published; versions of different resources share their calls.
 * An unconfirmed claim ends with its lease, and the redelivered notice publishes its versions.
 */
export function createVersionPublisher(options: VersionPublisherOptions): PublishVersions {
  const { datastoreId, log } = options;

  return async (notices, { deadline = Number.POSITIVE_INFINITY, published } = {}) => {
    const timed = { ...options, deadline };
    const captured = notices.filter(({ resourceType }) => isCaptured(resourceType));
    const tasks = [...Map.groupBy(captured, name).values()].map((group): VersionTask => {
      const notice = speaker(group, knowledge);
      const key = { datastoreId, resourceType: notice.resourceType, id: notice.id };
      return {
        key,
        notice,
        at: latest(group),
        told: newestTold(group),
        left: [],
        published: [],
        violations: [],
        suppressed: 0,
      };
    });
    const byName = new Map(tasks.map(task => [name(task.notice), task]));
    const outcome = (notice: ResourceNotice): NoticeOutcome => {
      const task = byName.get(name(notice));
      if (task === undefined) return { outcome: "done", published: [], suppressed: 0 };
      return task.notice === notice ? outcomeOf(task) : copyOf(task);
    };
    const isUnsettled = (task: VersionTask | undefined) => task !== undefined && (isGoingOn(task) || task.isBehind);
    const soFar = () => notices.map(notice => (isUnsettled(byName.get(name(notice))) ? undefined : outcome(notice)));

    await readTasks(tasks, timed);
    let waits = 0;
    let isFirst = true;
    for (let running = tasks.filter(isGoingOn); running.length > 0; running = running.filter(isGoingOn)) {
      await publishClaimed(running, timed, isFirst ? () => published?.(soFar()) : () => undefined);
      isFirst = false;
      const held = running.filter(task => isGoingOn(task) && task.heldUntil !== undefined);
      if (held.length > 0) await awaitOthers(held, waits++, timed);
    }
    for (const task of tasks) if (task.isBehind) task.error ??= "HistoryBehindError";

    const outcomes = notices.map(outcome);
    const counts = countsOf(notices, outcomes);
    if (Object.keys(counts).length > 0) logPublications(log, counts);
    return outcomes;
  };
}

const name = ({ resourceType, id }: ResourceNotice) => `${resourceType}/${id}`;
const knowledge = ({ current }: ResourceNotice) =>
  current === undefined ? Number.POSITIVE_INFINITY : (versionNumber(current.meta?.versionId) ?? 0);
const latest = (notices: readonly ResourceNotice[]) =>
  notices.map(({ at }) => at).reduce((best, at) => (best === undefined || (at ?? best) > best ? at : best));
const newestTold = (notices: readonly ResourceNotice[]) => {
  const told = notices.flatMap(({ versionId }) => versionId ?? []);
  return told.length === notices.length ? Math.max(...told) : undefined;
};
const isGoingOn = ({ left, error }: VersionTask) => left.length > 0 && error === undefined;
/** Whether its turn is to publish again what is published: that needs no claim. */
const isKnown = ({ head, left }: VersionTask) => (left[0]?.version.versionId ?? 0) <= (head?.versionId ?? 0);

/**
 * Finds out what there is to publish of resources. One whose version no source told is read before the ledger: if that is its
 * first, it has no head, or its claim is refused.
 */
async function readTasks(tasks: readonly VersionTask[], options: Options): Promise<void> {
  const shown = new Map<VersionTask, ShownVersion>();
  const isUntold = ({ told, notice }: VersionTask) =>
    told === undefined && notice.current === undefined && !notice.republish;
  await Promise.all(
    tasks
      .filter(isUntold)
      .map(task => reading(task, options, async () => void shown.set(task, await readShown(options, task.key)))),
  );
  const running = tasks.filter(task => !isUntold(task) || shown.has(task));
  const isFirst = (task: VersionTask) => numberOf(shown.get(task)) === 1;
  const published = running.filter(task => !isFirst(task));
  const heads = await options.ledger.heads(published.map(({ key }) => key));
  const headOf = new Map(published.map((task, index) => [task, heads[index]]));
  await Promise.all(running.map(task => readTask(task, headOf.get(task), options, shown)));
}

/** Finds out what there is to publish after a head. */
async function readTask(
  task: VersionTask,
  head: Head | undefined,
  options: Options,
  shown = new Map<VersionTask, ShownVersion>(),
): Promise<void> {
  const { notice, at } = task;
  task.head = head;
  task.left = [];
  task.heldUntil = undefined;
  if (task.told !== undefined && task.told <= (head?.versionId ?? 0) && !notice.republish) {
    if (task.published.length === 0) task.suppressed = 1;
    return;
  }
  await reading(task, options, async () => {
    const look = async () => {
      const before = shown.has(task) ? { shown: shown.get(task) } : undefined;
      shown.delete(task); // Another look is at the resource, too.
      return await readVersions(options, notice, head, before);
    };
    const versions = await awaitHistory(look, options);
    task.left = decide({ ...notice, versions }, head);
    // What the history shows is published; the notice comes again for what it may not show yet.
    task.isBehind = mayLackDeletion(versions, at, options.now());
    if (task.left.length === 0 && task.published.length === 0) task.suppressed = 1;
  });
}

/** Reads for a task, which ends where that fails. */
async function reading(task: VersionTask, options: Options, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (error instanceof UnfitVersionError)
      await setAside(task, undefined, [{ pointer: error.pointer, keyword: "format", message: error.message }], options);
    else fail(task, error, options);
  }
}

/** Publishes what is left of the tasks that get their claim, for as long as the claims certainly hold. */
async function publishClaimed(tasks: readonly VersionTask[], options: Options, beside: Beside): Promise<void> {
  const { now, deadline, publish, hash, contract } = options;
  // Beyond the lease another may publish the same, and the first claim is as old as that.
  const publishBy = now() + LEASE_MS / 2;
  await Promise.all(tasks.map(task => claim(task, options)));
  const claimed = tasks.filter(task => isGoingOn(task) && (task.fence !== undefined || isKnown(task)));
  for (let turns = claimed; turns.length > 0; turns = turns.filter(isGoingOn)) {
    if (now() >= Math.min(deadline, publishBy)) {
      // Who came far enough to confirm something goes on under the next claim.
      for (const task of turns)
        if (now() >= deadline) task.error = "OutOfTime";
        else if (task.reached === undefined) task.error = "LeaseRanOut";
      break;
    }
    const events = turns.map(({ key, left, notice }) => resourceChanged(contract, key, left[0]!, notice.origin, hash));
    const outcomes = await publish(events, { deadline: Math.min(deadline, publishBy) });
    await Promise.all(turns.map((task, index) => settle(task, outcomes[index], options)));
  }
  await Promise.all([...claimed.map(task => confirm(task, options)), beside()]);
}

async function claim(task: VersionTask, options: Options): Promise<void> {
  const { ledger, now, deadline } = options;
  if (task.heldUntil !== undefined && task.heldUntil > now()) return;
  task.heldUntil = undefined;
  if (now() >= deadline) task.error = "OutOfTime";
  else if (!isKnown(task))
    try {
      const answer = await ledger.claim(task.key, task.head);
      if (answer.outcome === "claimed") task.fence = answer.fence;
      else task.heldUntil = answer.outcome === "held" ? answer.until : now();
    } catch (error) {
      fail(task, error, options);
    }
}

/** Waits a moment for those who hold the resources, and reads anew what they have moved on. */
async function awaitOthers(held: readonly VersionTask[], waits: number, options: Options): Promise<void> {
  const { ledger, now, sleep, deadline } = options;
  if (waits === WAITS || now() + WAIT_MS >= deadline) {
    for (const task of held) task.error = "HeldByAnother";
    return;
  }
  try {
    await sleep(WAIT_MS);
    const heads = await ledger.heads(held.map(({ key }) => key));
    const moved = held.map((task, index) => ({ task, head: heads[index] }));
    await Promise.all(
      moved
        .filter(({ task, head }) => task.head?.versionId !== head?.versionId)
        .map(({ task, head }) => readTask(task, head, options)),
    );
  } catch (error) {
    for (const task of held) fail(task, error, options);
  }
}

async function settle(task: VersionTask, outcome: PublishOutcome | undefined, options: Options): Promise<void> {
  const change = task.left[0]!;
  if (outcome === undefined || outcome.outcome === "failed") {
    task.error = outcome?.code ?? "NoResult";
    return;
  }
  const isPublished = outcome.outcome === "published";
  if (!isPublished) await setAside(task, change, violationsOf(outcome), options);
  if (task.error === undefined) account(task, change, isPublished ? "published" : "quarantined");
}

/** Tells the ledger how far a claim came. Whoever lost it has the notice come again: another may know less. */
async function confirm(task: VersionTask, options: Options): Promise<void> {
  const { key, fence, reached } = task;
  task.fence = undefined;
  task.reached = undefined;
  if (fence === undefined || reached === undefined) return;
  try {
    if (await options.ledger.confirm(key, fence, reached)) task.head = reached;
    else task.error ??= "ClaimLost";
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
  const record = { source: options.service, body, at: Number.isNaN(at) ? 0 : at };
  try {
    const report = await options.quarantine(record, { contract: options.contract.detailType, violations });
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
