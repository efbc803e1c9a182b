import type { WireRequest, WireResponse } from "@tributary/local-cloud/kernel/wire";
import type { FollowedEvents, ReceiverOutcome } from "./followed-events.ts";

/** What `tributary dev` says of itself. */
export interface DevDescription {
  readonly app: string;
  readonly stage: string;
  readonly region: string;
  /** Physical names of buses, by the names that the contracts give them. */
  readonly buses: Readonly<Record<string, string>>;
}

/** What became of an event. */
export interface EventReport {
  readonly outcomes: readonly ReceiverOutcome[];
}

/** Where `tributary dev` answers `tributary send`, beside AWS's services. */
export const devPaths = { description: "/_tributary/dev", events: "/_tributary/events/" } as const;

/** The longest that one question about an event waits, in milliseconds: shorter than a server gives a request. */
const LONGEST_WAIT_MS = 30_000;

/** Answers questions about this `tributary dev` and the events that passed through it. */
export function devAnswers(
  describe: () => DevDescription,
  events: FollowedEvents,
): (request: WireRequest) => Promise<WireResponse> {
  return async ({ method, path, query }) => {
    if (method !== "GET") return json(405, {});
    if (path === devPaths.description) return json(200, describe());
    if (!path.startsWith(devPaths.events)) return json(404, {});
    const eventId = decodeURIComponent(path.slice(devPaths.events.length));
    const wait = Math.min(Number(query.get("wait") ?? 0) || 0, LONGEST_WAIT_MS);
    if (wait > 0) await events.settled(eventId, AbortSignal.timeout(wait));
    const outcomes = events.outcomes(eventId);
    return outcomes === undefined ? json(404, {}) : json(200, { outcomes } satisfies EventReport);
  };
}

function json(status: number, body: object): WireResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
