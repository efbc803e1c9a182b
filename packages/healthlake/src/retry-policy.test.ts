import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RetryPolicy, retryDelay } from "./retry-policy.ts";

const policy: RetryPolicy = { baseMs: 100, maxDelayMs: 1_000, budgetMs: 5_000, maxAttempts: 6 };

describe("retryDelay", () => {
  it("lies anywhere between none and a limit that doubles up to its maximum", () => {
    const limits = [1, 2, 3, 4, 5].map(attempts => retryDelay(policy, { attempts, spentMs: 0 }, () => 1));
    expect(limits).toEqual([100, 200, 400, 800, 1_000]);
    expect(retryDelay(policy, { attempts: 5, spentMs: 0 }, () => 0)).toBe(0);
  });

  it("waits as long as the service asks", () => {
    expect(retryDelay(policy, { attempts: 1, spentMs: 0, retryAfterMs: 3_000 }, () => 1)).toBe(3_000);
  });

  it("ends with the attempts", () => {
    expect(retryDelay(policy, { attempts: 6, spentMs: 0 }, () => 0)).toBeUndefined();
  });

  it("never spends more than the budget", () => {
    const randoms = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 30, maxLength: 30 });
    const asked = fc.option(fc.nat(6_000), { nil: undefined });
    fc.assert(
      fc.property(randoms, asked, (values, retryAfterMs) => {
        let spentMs = 0;
        for (const [at, value] of values.entries()) {
          const state = { attempts: at + 1, spentMs, retryAfterMs };
          const delay = retryDelay({ ...policy, maxAttempts: 100 }, state, () => value);
          if (delay === undefined) break;
          spentMs += delay;
        }
        expect(spentMs).toBeLessThanOrEqual(policy.budgetMs);
      }),
    );
  });
});
