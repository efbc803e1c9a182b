import { idempotencySuite } from "./idempotency-suite.ts";
import { memoryIdempotency } from "./memory-idempotency.ts";

idempotencySuite(async () => {
  let time = Date.parse("2026-01-01T00:00:00Z");
  const now = () => time;
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  return { idempotency: memoryIdempotency(now), now, pass };
});
