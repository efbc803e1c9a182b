import type { Violation } from "@tributary/contract/event-contract";

/** The outcome of an event at one receiver. */
export interface ReceiverOutcome {
  readonly receiver: string;
  readonly state:
    | "pending"
    | "applied"
    | "stale"
    | "duplicate"
    | "delivered"
    | "quarantined"
    | "dead letter"
    | "dropped";
  /** Where a quarantined event breaks its contract. */
  readonly violations?: readonly Pick<Violation, "pointer" | "keyword">[];
}

/** An event in progress. */
export interface FollowedEvent {
  readonly detailType: string;
  /** Time when the bus accepted it, on the flow's clock. */
  readonly acceptedAt: number;
  readonly outcomes: Map<string, ReceiverOutcome>;
}

/** The last events, by the bus's id. */
export interface FollowedEvents {
  /** Begins to follow an event; returns the known one if it came over another bus before. */
  accept(
    id: string,
    eventId: string | undefined,
    detailType: string,
    at: number,
  ): { event: FollowedEvent; isNew: boolean };
  find(id: string): FollowedEvent | undefined;
  /** Records the outcome of an event at a receiver. */
  end(id: string, outcome: ReceiverOutcome): void;
  /** The outcome of the newest event with this `eventId` of its contract; undefined if unknown. */
  outcomes(eventId: string): readonly ReceiverOutcome[] | undefined;
  /** Resolves when nothing of that event is pending, or when stopped. */
  settled(eventId: string, stop: AbortSignal): Promise<void>;
}

/** The number of last events followed. */
const MOST = 10_000;

/** Outcomes of a later copy of a handled event. */
const copyStates: ReadonlySet<ReceiverOutcome["state"]> = new Set(["pending", "stale", "duplicate"]);

/** Follows events from their bus to their receivers. */
export function followEvents(): FollowedEvents {
  const events = new Map<string, FollowedEvent>();
  const newest = new Map<string, string>();
  const waiting = new Set<() => void>();
  const outcomes = (eventId: string) => {
    const event = events.get(newest.get(eventId) ?? "");
    return event && [...event.outcomes.values()];
  };
  const forgetOldest = <Value>(map: Map<string, Value>) => {
    const [oldest] = map.keys();
    if (map.size > MOST && oldest !== undefined) map.delete(oldest);
  };
  return {
    outcomes,
    find: id => events.get(id),
    accept(id, eventId, detailType, acceptedAt) {
      const known = events.get(id);
      if (known) return { event: known, isNew: false };
      const event = { detailType, acceptedAt, outcomes: new Map() };
      events.set(id, event);
      if (eventId !== undefined) newest.set(eventId, id);
      forgetOldest(events);
      forgetOldest(newest);
      return { event, isNew: true };
    },
    end(id, outcome) {
      const event = events.get(id);
      if (!event) return;
      // A later copy does not change the outcome.
      const known = event.outcomes.get(outcome.receiver)?.state;
      if (known !== undefined && known !== "pending" && copyStates.has(outcome.state)) return;
      event.outcomes.set(outcome.receiver, outcome);
      for (const look of [...waiting]) look();
    },
    settled: (eventId, stop) =>
      new Promise(resolve => {
        const look = () => {
          if (!stop.aborted && outcomes(eventId)?.some(({ state }) => state === "pending")) return;
          waiting.delete(look);
          stop.removeEventListener("abort", look);
          resolve();
        };
        waiting.add(look);
        stop.addEventListener("abort", look);
        look();
      }),
  };
}
