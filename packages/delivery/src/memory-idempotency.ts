import { type Idempotency, REMEMBERED_FOR_SECONDS } from "./idempotency.ts";

interface Entry {
  readonly fence: string;
  readonly completed: boolean;
  readonly until: number;
}

/** Idempotency within one process, for tests and simulation. */
export function memoryIdempotency(now: () => number = Date.now): Idempotency {
  const entries = new Map<string, Entry>();
  let fences = 0;
  const held = (eventId: string, fence: string) => {
    const entry = entries.get(eventId);
    return entry !== undefined && !entry.completed && entry.fence === fence;
  };
  return {
    async claim(eventId, { leaseMs }) {
      const entry = entries.get(eventId);
      if (entry && entry.until > now())
        return entry.completed ? { state: "completed" } : { state: "inProgress", until: entry.until };
      const fence = String(++fences);
      entries.set(eventId, { fence, completed: false, until: now() + leaseMs });
      return { state: "claimed", token: { eventId, fence } };
    },
    async confirm({ eventId, fence }) {
      if (!held(eventId, fence)) return false;
      entries.set(eventId, { fence, completed: true, until: now() + REMEMBERED_FOR_SECONDS * 1000 });
      return true;
    },
    async release({ eventId, fence }) {
      return held(eventId, fence) && entries.delete(eventId);
    },
  };
}
