import type { MessageOutcome } from "@tributary/bus/receive-messages";
import type { CloudTrailWrite } from "@tributary/change-event/cloud-trail-write";
import { type Bucket, type EventNumbers, missingNumbers } from "./event-numbers.ts";
import type { Origin } from "./ledger.ts";
import { type PublishFound, publishFound } from "./publish-found.ts";
import { isRefused, type ReconcileDependencies, reconcile } from "./reconcile.ts";
import { isCaptured } from "./resource-changes.ts";
import {
  afterPass,
  OVERLAP_MS,
  type SearchWindow,
  secondsUntilSettled,
  windowName,
  windowOf,
} from "./search-window.ts";
import type { WindowMessage } from "./window-message.ts";

/** Remembers which windows are being followed, and what else was asked for, by name. */
export interface WindowMarks {
  has(name: string): Promise<boolean>;
  put(name: string): Promise<void>;
}

/** What following windows takes. */
export interface WindowDependencies extends ReconcileDependencies {
  readonly eventNumbers: EventNumbers;
  readonly windowMarks: WindowMarks;
  /** Sends the service a message, to be handled that many seconds later, at most 900. */
  readonly sendWindowMessage: (message: object, delaySeconds: number) => Promise<void>;
}

/** Of an invocation, kept for publishing what the last page of a comparison brought. */
const PUBLISHING_MS = 30_000;

interface Options {
  readonly dependencies: WindowDependencies;
  readonly deadline: number;
}

/** Handles the messages of the windows queue, one after the other. What fails comes again. */
export async function handleWindows(messages: readonly WindowMessage[], options: Options): Promise<MessageOutcome[]> {
  const outcomes: MessageOutcome[] = [];
  for (const message of messages) {
    await handleMessage(message, options);
    outcomes.push({ outcome: "done" });
  }
  return outcomes;
}

async function handleMessage(message: WindowMessage, options: Options): Promise<void> {
  if (message.kind === "write") return await startWindow(message.write, options);
  if (message.kind === "window") return await searchAgain(message.window, options);
  if (message.kind === "gap-check") return await checkGap(message.bucket, options);
  const { sendWindowMessage } = options.dependencies;
  const apart = (resourceType: string) => sendWindowMessage({ kind: "reconcile", types: [resourceType] }, 0);
  const slice = await reconcile(message.request, { ...options, lastPageBy: options.deadline - PUBLISHING_MS, apart });
  if (slice.cursor) await sendWindowMessage({ kind: "reconcile", ...message.request, cursor: slice.cursor }, 0);
}

/**
 * The first record of a window has it searched at once and again later, which is asked for before the window is marked: a
 * crash between the two repeats, and never loses. What later records of the window tell of, the later passes find.
 * A window of any type takes a search for each: it is left until it has settled.
 */
async function startWindow(write: CloudTrailWrite, options: Options): Promise<void> {
  const { windowMarks, datastoreId, sendWindowMessage, now } = options.dependencies;
  if (write.datastoreId !== datastoreId || !isCaptured(write.resourceType ?? "")) return;
  if (write.isDeletion) return; // Searches find no deletions: notices do, and reconciliation.
  const window = windowOf(write);
  if (await windowMarks.has(windowName(window))) return;
  if (window.resourceType === undefined)
    await sendWindowMessage({ kind: "window", ...window }, secondsUntilSettled(window, now()));
  else await searchAgain(window, options);
  await windowMarks.put(windowName(window));
}

async function searchAgain(window: SearchWindow, options: Options): Promise<void> {
  const { now, log, sendWindowMessage } = options.dependencies;
  const searchedAt = now();
  const { hash } = await searchWindow(window, "cloudtrail", options);
  const next = afterPass(window, hash, searchedAt);
  if (next.outcome === "again") await sendWindowMessage({ kind: "window", ...next.window }, next.delaySeconds);
  if (next.outcome === "given-up")
    log.warn("A window never held still; reconciliation has the rest", { resourceType: window.resourceType ?? "any" });
}

/**
 * Publishes what was last written within a window, and returns what that was, as a hash, and how much of it was new.
 * Of several types, one that the data store refuses gets a window of its own, and does not keep the others.
 */
async function searchWindow(
  { resourceType, from, to }: Pick<SearchWindow, "resourceType" | "from" | "to">,
  origin: Origin,
  options: Options,
): Promise<{ readonly hash: string; readonly published: number }> {
  const { client, hash, sendWindowMessage } = options.dependencies;
  const within = [`ge${new Date(from - OVERLAP_MS).toISOString()}`, `lt${new Date(to + OVERLAP_MS).toISOString()}`];
  const types = resourceType === undefined ? (await client.supportedTypes()).filter(isCaptured) : [resourceType];
  const found: PublishFound[] = [];
  for (const type of types) {
    const pages = client.searchPages(type as "Patient", { _lastUpdated: within, _count: 100 });
    try {
      for await (const { matches } of pages) found.push(await publishFound(matches, { origin }, options));
    } catch (error) {
      if (types.length === 1 || !isRefused(error)) throw error;
      await sendWindowMessage({ kind: "window", resourceType: type, from, to, passes: 0 }, 0);
    }
  }
  const versions = found.flatMap(each => each.versions).sort();
  return { hash: hash(versions.join("\n")), published: found.reduce((sum, { published }) => sum + published, 0) };
}

/**
 * Searches the time in which numbers of a subscription are missing. No search finds deletions: when it brings less than is
 * missing, the store is compared with what was published. What comes later asks for another check by itself.
 */
async function checkGap(bucket: Bucket, options: Options): Promise<void> {
  const { eventNumbers, sendWindowMessage } = options.dependencies;
  const number = bucket.bucket;
  const state = (await eventNumbers.check(bucket)) ?? { numbers: [] };
  const [before, after] = await Promise.all([
    number === 0 ? undefined : eventNumbers.look({ ...bucket, bucket: number - 1 }),
    eventNumbers.look({ ...bucket, bucket: number + 1 }),
  ]);
  const missing = missingNumbers(number, state, after !== undefined);
  if (missing.length === 0) return;
  const from = state.from ?? before?.to;
  const to = state.to ?? after?.from;
  // All of a bucket was lost, and of the one before: that one knows when.
  if (from === undefined && number > 0) {
    await sendWindowMessage({ kind: "gap-check", subscriptionId: bucket.subscriptionId, bucket: number - 1 }, 0);
  }
  const window = { from: from ?? before?.from ?? 0, to: to ?? options.dependencies.now() };
  const { published } = await searchWindow(window, "subscription", options);
  if (published < missing.length) await askForComparison(options);
  await eventNumbers.account(bucket, missing);
}

/** Comparisons that gaps ask for are that far apart at least: the longest that a queue keeps a message back. */
const COMPARISON_SECONDS = 900;

/** Has the store compared at the end of this stretch of time, once for all that ask within it. */
async function askForComparison({ dependencies }: Options): Promise<void> {
  const { windowMarks, sendWindowMessage, now } = dependencies;
  const seconds = Math.floor(now() / 1_000);
  const stretch = Math.floor(seconds / COMPARISON_SECONDS);
  const name = `COMPARISON/${stretch}`;
  if (await windowMarks.has(name)) return;
  await sendWindowMessage({ kind: "reconcile" }, (stretch + 1) * COMPARISON_SECONDS - seconds);
  await windowMarks.put(name);
}
