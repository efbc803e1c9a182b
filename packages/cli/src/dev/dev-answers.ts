import type { WireRequest, WireResponse } from "@tributary/local-cloud/kernel/wire";
import type { FollowedEvents, ReceiverOutcome } from "./followed-events.ts";

/** A description of a running `tributary dev`. */
export interface DevDescription {
  readonly app: string;
  readonly stage: string;
  readonly region: string;
  /** Physical names of buses, by their names in the contracts. */
  readonly buses: Readonly<Record<string, string>>;
}

/** The outcome of an event. */
export interface EventReport {
  readonly outcomes: readonly ReceiverOutcome[];
}

/** A sequence for an event that is sent by hand. */
export interface TakenSequence {
  /**
   * Digits: above every sequence of the tables' streams so far, and below their next. Absent if the sender numbers its events
   * itself: after a higher number than its own, receivers would take its later events for stale.
   */
  readonly sequence?: string;
}

/** Path under which `tributary dev` answers `tributary send`, beside AWS's services. */
export const devPaths = {
  ...{ description: "/_tributary/dev", events: "/_tributary/events/", sequences: "/_tributary/sequences" },
} as const;

/** Longest wait of one question about an event, in milliseconds: shorter than a server's request timeout. */
const LONGEST_WAIT_MS = 30_000;

/** Dependencies of `devAnswers`. */
export interface DevAnswering {
  readonly describe: () => Promise<DevDescription>;
  /** Undefined if the service numbers its events itself. */
  readonly takeSequence: (service: string) => Promise<string | undefined>;
  readonly events: FollowedEvents;
}

/** Answers questions about this `tributary dev` and the events that passed through it. */
export function devAnswers({
  describe,
  takeSequence,
  events,
}: DevAnswering): (request: WireRequest) => Promise<WireResponse> {
  return async ({ method, path, query }) => {
    if (path === devPaths.sequences && method === "POST") {
      const sequence = await takeSequence(query.get("service") ?? "");
      return json(200, (sequence === undefined ? {} : { sequence }) satisfies TakenSequence);
    }
    if (method !== "GET") return json(405, {});
    if (path === devPaths.description) return json(200, await describe());
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
