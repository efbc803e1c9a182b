import type { HealthLakeBehaviour, HealthLakeContext } from "../behaviour.ts";
import { fhirError } from "./outcome.ts";

/** Counts a data store's requests by the second, and refuses those over the rate with 429. */
export function createThrottle({ maxReadsPerSecond, maxWritesPerSecond }: HealthLakeBehaviour) {
  const counts = new Map<string, { second: number; count: number }>();
  return ({ clock }: HealthLakeContext, datastoreId: string, kind: "read" | "write"): void => {
    const limit = kind === "read" ? maxReadsPerSecond : maxWritesPerSecond;
    if (limit === undefined) return;
    const second = Math.floor(clock.now() / 1000);
    const key = `${kind} ${datastoreId}`;
    const last = counts.get(key);
    const count = last?.second === second ? last.count + 1 : 1;
    counts.set(key, { second, count });
    if (count > limit) throw fhirError(429, "Too many requests; slow down.");
  };
}
