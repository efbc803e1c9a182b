import { beforeEach, expect, test } from "vitest";
import type { Claim, ClaimToken, Idempotency } from "./idempotency.ts";

/** An idempotency under test: two consumers on one store, and a settable clock. */
export interface IdempotencyBench {
  readonly idempotency: Idempotency;
  readonly now: () => number;
  readonly pass: (milliseconds: number) => void;
}

const lease = { leaseMs: 10_000 };

/** The behaviour of every adapter of the port. */
export function idempotencySuite(makeBench: () => Promise<IdempotencyBench>): void {
  let bench: IdempotencyBench;
  beforeEach(async () => {
    bench = await makeBench();
  });
  const claim = () => bench.idempotency.claim("event", lease);
  const claimed = async () => tokenOf(await claim());

  test("gives an event only to its first claimer", async () => {
    const until = bench.now() + lease.leaseMs;
    expect(await claim()).toMatchObject({ state: "claimed" });
    expect(await claim()).toEqual({ state: "inProgress", until });
  });

  test("remembers a confirmed event", async () => {
    const token = await claimed();
    expect(await bench.idempotency.confirm(token)).toBe(true);
    expect(await claim()).toEqual({ state: "completed" });
    bench.pass(13 * 24 * 60 * 60 * 1000);
    expect(await claim()).toEqual({ state: "completed" });
  });

  test("forgets a confirmed event when no queue can hold it any more", async () => {
    await bench.idempotency.confirm(await claimed());
    bench.pass(14 * 24 * 60 * 60 * 1000 + 2_000);
    expect(await claim()).toMatchObject({ state: "claimed" });
  });

  test("gives a released event to the next claimer at once", async () => {
    expect(await bench.idempotency.release(await claimed())).toBe(true);
    expect(await claim()).toMatchObject({ state: "claimed" });
  });

  test("gives an event to another claimer after the lease", async () => {
    await claimed();
    bench.pass(lease.leaseMs - 1);
    expect(await claim()).toMatchObject({ state: "inProgress" });
    bench.pass(1);
    expect(await claim()).toMatchObject({ state: "claimed" });
  });

  test("lets a holder confirm after its lease, unless somebody else claimed", async () => {
    const token = await claimed();
    bench.pass(lease.leaseMs * 2);
    expect(await bench.idempotency.confirm(token)).toBe(true);
  });

  test("does not let a holder that lost the claim confirm or release it", async () => {
    const lost = await claimed();
    bench.pass(lease.leaseMs);
    const current = await claimed();
    expect(current.fence).not.toBe(lost.fence);
    expect(await bench.idempotency.confirm(lost)).toBe(false);
    expect(await bench.idempotency.release(lost)).toBe(false);
    expect(await claim()).toMatchObject({ state: "inProgress" });
    expect(await bench.idempotency.confirm(current)).toBe(true);
  });

  test("does not release a confirmed event", async () => {
    const token = await claimed();
    await bench.idempotency.confirm(token);
    expect(await bench.idempotency.release(token)).toBe(false);
    expect(await claim()).toEqual({ state: "completed" });
  });

  test("keeps events apart", async () => {
    await claimed();
    expect(await bench.idempotency.claim("other", lease)).toMatchObject({ state: "claimed" });
  });

  test("gives the event to one of many concurrent claimers", async () => {
    const claims = await Promise.all(Array.from({ length: 8 }, claim));
    expect(claims.filter(({ state }) => state === "claimed")).toHaveLength(1);
  });

  test("answers each of many concurrent claims and confirmations separately", async () => {
    const states = ["new", "completed", "held", "lapsed", "forgotten"] as const;
    const events = Array.from({ length: 40 }, (_, index) => ({
      id: `e-${index}`,
      state: states[index % states.length]!,
    }));
    const claimEach = (all: typeof events) =>
      Promise.all(all.map(async ({ id }) => await bench.idempotency.claim(id, lease)));
    const of = (...which: (typeof states)[number][]) => events.filter(({ state }) => which.includes(state));
    const confirmEach = (claims: readonly Claim[]) =>
      Promise.all(claims.map(one => bench.idempotency.confirm(tokenOf(one))));
    await confirmEach(await claimEach(of("forgotten")));
    bench.pass(14 * 24 * 60 * 60 * 1000 + 2_000);
    const lapsed = await claimEach(of("lapsed"));
    bench.pass(lease.leaseMs);
    expect(await confirmEach(await claimEach(of("completed")))).toEqual(of("completed").map(() => true));
    await claimEach(of("held"));

    const claims = await claimEach(events);
    const expected = {
      new: "claimed",
      completed: "completed",
      held: "inProgress",
      lapsed: "claimed",
      forgotten: "claimed",
    };
    expect(claims.map(({ state }) => state)).toEqual(events.map(({ state }) => expected[state]));
    const confirmed = await confirmEach([...claims.filter(({ state }) => state === "claimed"), ...lapsed]);
    expect(confirmed).toEqual([...of("new", "lapsed", "forgotten").map(() => true), ...lapsed.map(() => false)]);
    expect((await claimEach(of("new", "lapsed"))).map(({ state }) => state)).toEqual(
      of("new", "lapsed").map(() => "completed"),
    );
  });
}

function tokenOf(claim: Claim): ClaimToken {
  if (claim.state !== "claimed") throw new Error(`The event is ${claim.state}.`);
  return claim.token;
}
