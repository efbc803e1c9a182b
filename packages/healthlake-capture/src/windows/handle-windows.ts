import type { MessageOutcome } from "@tributary/bus/receive-messages";
import type { CloudTrailWrite } from "@tributary/change-event/cloud-trail-write";
import { type ComparisonDependencies, compareDatastore, isRefused } from "../comparison/compare-datastore.ts";
import type { Origin } from "../ledger/ledger.ts";
import { type Bucket, type EventNumbers, missingNumbers } from "../notices/event-numbers.ts";
import { type PublishFound, publishFound } from "../versions/publish-found.ts";
import { isCaptured } from "../versions/resource-changes.ts";
import { type DeletedDependencies, publishDeleted } from "./publish-deleted.ts";
import {
  afterPass,
  OVERLAP_MS,
  type SearchWindow,
  secondsUntilSettled,
  windowName,
  windowOf,
} from "./search-window.ts";
import type { WindowMessage } from "./window-message.ts";

/** Remembers, by name, which windows are being followed and which comparisons were requested. */
export interface WindowMarks {
  has(name: string): Promise<boolean>;
  put(name: string): Promise<void>;
}

/** Dependencies of `handleWindows`. */
export interface WindowDependencies extends ComparisonDependencies {
  readonly client: ComparisonDependencies["client"] & DeletedDependencies["client"];
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

type ComparisonMessage = Extract<WindowMessage, { kind: "reconcile" }>;

/** Handles the messages of the windows queue, one after the other. Failed ones are redelivered. */
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
  await compare(message, options);
}

/** Does a slice of a comparison. One that gaps ask for waits for the one that goes on: together they would only be slower. */
async function compare({ request, forGaps }: ComparisonMessage, options: Options): Promise<void> {
  const { sendWindowMessage, windowMarks, now } = options.dependencies;
  if (forGaps && request.cursor === undefined && (await isComparing(options))) return await askForComparison(options);
  const apart = (resourceType: string) => sendWindowMessage({ kind: "reconcile", types: [resourceType] }, 0);
  const slice = await compareDatastore(request, { ...options, lastPageBy: options.deadline - PUBLISHING_MS, apart });
  if (slice.cursor === undefined) return;
  await sendWindowMessage({ kind: "reconcile", ...request, cursor: slice.cursor }, 0);
  if (request.types === undefined) await windowMarks.put(comparing(stretchOf(now())));
}

/**
 * The first record of a window has it searched at once and again later, which is asked for before the window is marked: a
 * crash between the two repeats, and never loses. What later records of the window tell of, the later passes find.
 * A window of any type takes a search for each: it is left until it has settled.
 */
async function startWindow(write: CloudTrailWrite, options: Options): Promise<void> {
  const { windowMarks, datastoreId, sendWindowMessage, now } = options.dependencies;
  if (write.datastoreId !== datastoreId || !isCaptured(write.resourceType ?? "")) return;
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

/** What a pass over a window found. */
interface WindowPass {
  /** All that was found, as a hash. */
  readonly hash: string;
  readonly published: number;
  /** Whether nothing that was last written within the window can be missing, if index and histories do not lag. */
  readonly isComplete: boolean;
}

/**
 * Publishes what was last written within a window: what searches find, and what the histories of the types say was deleted.
 * Of several types, one that the data store refuses to search gets a window of its own, and does not keep the others.
 */
async function searchWindow(
  { resourceType, from, to, deletions }: Pick<SearchWindow, "resourceType" | "from" | "to" | "deletions">,
  origin: Origin,
  options: Options,
): Promise<WindowPass> {
  const { client, hash, log, sendWindowMessage } = options.dependencies;
  const around = { from: from - OVERLAP_MS, to: to + OVERLAP_MS };
  const within = [`ge${new Date(around.from).toISOString()}`, `lt${new Date(around.to).toISOString()}`];
  const types = resourceType === undefined ? (await client.supportedTypes()).filter(isCaptured) : [resourceType];
  const found: PublishFound[] = [];
  let refused = 0;
  for (const type of deletions ? [] : types) {
    const pages = client.searchPages(type as "Patient", { _lastUpdated: within, _count: 100 });
    try {
      for await (const { matches } of pages) found.push(await publishFound(matches, { origin }, options));
    } catch (error) {
      if (types.length === 1 || !isRefused(error)) throw error;
      refused++;
      await sendWindowMessage({ kind: "window", resourceType: type, from, to, passes: 0 }, 0);
    }
  }
  let unread = 0;
  for (const type of deletions || resourceType === undefined ? types : []) {
    const timed = { ...options, lastPageBy: options.deadline - PUBLISHING_MS };
    const deleted = await publishDeleted(type, around, origin, timed);
    found.push(deleted);
    if (!deleted.isComplete) unread++;
  }
  if (unread > 0)
    log.warn("Histories of types were refused or too long; a comparison has the rest", {
      resourceType: resourceType ?? "any",
      types: unread,
    });
  const versions = found.flatMap(each => each.versions).sort();
  const published = found.reduce((sum, each) => sum + each.published, 0);
  return { hash: hash(versions.join("\n")), published, isComplete: refused + unread === 0 };
}

/**
 * Looks through the time in which numbers of a subscription are missing. When that may leave something out, because a type
 * was refused or has too much history, and brings less than is missing, the store is compared with what was published. What
 * comes later asks for another check by itself.
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
  const { published, isComplete } = await searchWindow(window, "subscription", options);
  if (!isComplete && published < missing.length) await askForComparison(options);
  await eventNumbers.account(bucket, missing);
}

/** Comparisons that gaps ask for are that far apart at least: the longest that a queue keeps a message back. */
const COMPARISON_SECONDS = 900;

const stretchOf = (time: number) => Math.floor(time / 1_000 / COMPARISON_SECONDS);
/** Says that a comparison of everything went on in a stretch of time. */
const comparing = (stretch: number) => `COMPARING/${stretch}`;

/** Whether a comparison of everything goes on: every slice of it says so, and a slice is shorter than a stretch. */
async function isComparing({ dependencies: { windowMarks, now } }: Options): Promise<boolean> {
  const stretch = stretchOf(now());
  return (await windowMarks.has(comparing(stretch))) || (await windowMarks.has(comparing(stretch - 1)));
}

/** Has the store compared at the end of this stretch of time, once for all that ask within it. */
async function askForComparison({ dependencies }: Options): Promise<void> {
  const { windowMarks, sendWindowMessage, now } = dependencies;
  const stretch = stretchOf(now());
  const name = `COMPARISON/${stretch}`;
  if (await windowMarks.has(name)) return;
  const delaySeconds = (stretch + 1) * COMPARISON_SECONDS - Math.floor(now() / 1_000);
  await sendWindowMessage({ kind: "reconcile", forGaps: true }, delaySeconds);
  await windowMarks.put(name);
}
