import { beforeEach, expect, test } from "vitest";
import { type Claim, type Head, LEASE_MS, type Ledger, type ResourceKey } from "./ledger.ts";
import { advance, fenceOf } from "./ledger-fixture.ts";

/** A ledger under test, as two invocations see it, with a settable clock. */
export interface LedgerBench {
  readonly ledger: Ledger;
  readonly other: Ledger;
  readonly now: () => number;
  readonly pass: (milliseconds: number) => void;
}

const key: ResourceKey = { datastoreId: "0af7651916cd43dd8448eb211c80319c", resourceType: "Patient", id: "p" };
const head: Head = { versionId: 1, deleted: false, lastUpdated: "2026-01-01T00:00:00.000Z" };
const next: Head = { ...head, versionId: 2 };

/** The behaviour of every adapter of the port. */
export function ledgerSuite(makeBench: () => Promise<LedgerBench>): void {
  let bench: LedgerBench;
  beforeEach(async () => {
    bench = await makeBench();
  });
  const claim = (seen?: Head, of = key) => bench.ledger.claim(of, seen);

  test("gives a resource only to its first claimer", async () => {
    await fenceOf(bench.ledger, key, undefined);
    expect(await claim()).toEqual({ outcome: "held", until: bench.now() + LEASE_MS });
    expect(await bench.ledger.heads([key])).toEqual([undefined]);
  });

  test("tells a claimer with an old head that it has moved, for ever", async () => {
    await advance(bench.ledger, key, head);
    bench.pass(LEASE_MS * 2);
    expect(await claim()).toEqual({ outcome: "moved" });
    const fence = await fenceOf(bench.ledger, key, head);
    // Whoever holds it.
    expect(await claim()).toEqual({ outcome: "moved" });
    expect(await bench.ledger.confirm(key, fence, next)).toBe(true);
    expect(await claim(head)).toEqual({ outcome: "moved" });
    expect(await claim(next)).toMatchObject({ outcome: "claimed" });
  });

  test("gives a resource to another claimer after the lease, and no earlier", async () => {
    await fenceOf(bench.ledger, key, undefined);
    bench.pass(LEASE_MS - 1);
    expect(await claim()).toMatchObject({ outcome: "held" });
    bench.pass(1);
    expect(await claim()).toMatchObject({ outcome: "claimed" });
  });

  test("does not let a holder that lost the claim confirm", async () => {
    const lost = await fenceOf(bench.ledger, key, undefined);
    bench.pass(LEASE_MS);
    const current = await fenceOf(bench.ledger, key, undefined);
    expect(await bench.ledger.confirm(key, lost, next)).toBe(false);
    expect(await bench.ledger.heads([key])).toEqual([undefined]);
    expect(await bench.ledger.confirm(key, current, head)).toBe(true);
    expect(await bench.ledger.confirm(key, lost, next)).toBe(false);
    expect(await bench.ledger.heads([key])).toEqual([head]);
  });

  test("lets a holder confirm after its lease, unless somebody else claimed", async () => {
    const fence = await fenceOf(bench.ledger, key, undefined);
    bench.pass(LEASE_MS * 2);
    expect(await bench.ledger.confirm(key, fence, head)).toBe(true);
  });

  test("gives the resource to one of many concurrent claimers", async () => {
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim()));
    expect(claims.filter(({ outcome }) => outcome === "claimed")).toHaveLength(1);
  });

  test("answers each of many concurrent claims and confirmations separately", async () => {
    const keys = Array.from({ length: 60 }, (_, index) => ({ ...key, id: `p-${index}` }));
    const states = ["new", "known", "moved", "held", "lapsed"] as const;
    const stateOf = (index: number) => states[index % states.length];
    const lapsed: string[] = [];
    for (const [index, one] of keys.entries())
      if (stateOf(index) === "lapsed") lapsed[index] = await fenceOf(bench.ledger, one, undefined);
    bench.pass(LEASE_MS);
    for (const [index, one] of keys.entries()) {
      if (stateOf(index) === "known" || stateOf(index) === "moved") await advance(bench.ledger, one, head);
      if (stateOf(index) === "held") await fenceOf(bench.ledger, one, undefined);
    }
    const claims = await Promise.all(
      keys.map((one, index) => claim(stateOf(index) === "known" ? head : undefined, one)),
    );
    const expected = { new: "claimed", known: "claimed", moved: "moved", held: "held", lapsed: "claimed" };
    expect(claims.map(({ outcome }) => outcome)).toEqual(keys.map((_, index) => expected[stateOf(index)!]));
    const fences = claims.map(one => (one.outcome === "claimed" ? one.fence : "nobody's"));
    expect(new Set(fences).size).toBe(36 + 1);
    // Who held what has lapsed confirms beside the others.
    const confirmed = await Promise.all([
      ...keys.map((one, index) => bench.ledger.confirm(one, fences[index]!, next)),
      ...lapsed.map((fence, index) => bench.other.confirm(keys[index]!, fence, head)),
    ]);
    expect(confirmed.slice(0, 60)).toEqual(claims.map(({ outcome }) => outcome === "claimed"));
    expect(confirmed.slice(60).filter(Boolean)).toEqual([]);
    const heads = await bench.ledger.heads(keys);
    const reached = { new: 2, known: 2, moved: 1, held: undefined, lapsed: 2 };
    expect(heads.map(found => found?.versionId)).toEqual(keys.map((_, index) => reached[stateOf(index)!]));
  });

  test("gives each resource to one of two concurrent claimers of overlapping sets", async () => {
    const keys = Array.from({ length: 40 }, (_, index) => ({ ...key, id: `p-${index}` }));
    const [one, other] = [keys.slice(0, 30), keys.slice(10)];
    for (const seen of [undefined, head]) {
      const [first, second] = await Promise.all([
        Promise.all(one.map(of => bench.ledger.claim(of, seen))),
        Promise.all(other.map(of => bench.other.claim(of, seen))),
      ]);
      const fenceBy = (claims: readonly Claim[], index: number) => {
        const found = claims[index];
        return found?.outcome === "claimed" ? [found.fence] : [];
      };
      for (const [index, of] of keys.entries()) {
        const fences = [...fenceBy(first, index), ...fenceBy(second, index - 10)];
        expect(fences).toHaveLength(1);
        expect(await bench.other.confirm(of, fences[0]!, seen ? next : head)).toBe(true);
      }
    }
  });

  test("keeps resources, types and data stores apart", async () => {
    await fenceOf(bench.ledger, key, undefined);
    for (const other of [
      { ...key, id: "q" },
      { ...key, resourceType: "Observation" },
      { ...key, datastoreId: "ffffffffffffffffffffffffffffffff" },
    ])
      expect(await claim(undefined, other)).toMatchObject({ outcome: "claimed" });
  });

  test("stores everything of a head's version, and nothing of an earlier one", async () => {
    const provenance = { origin: "registry", causedBy: "e", correlationId: "c", next: "delete" as const };
    for (const reached of [
      { ...head, provenance },
      { ...next, provenance },
      { ...next, versionId: 3, deleted: true },
    ]) {
      await advance(bench.ledger, key, reached);
      expect(await bench.ledger.heads([key])).toEqual([reached]);
      // A claim leaves it as it is.
      await fenceOf(bench.ledger, key, reached);
      expect(await bench.ledger.heads([key])).toEqual([reached]);
      bench.pass(LEASE_MS);
    }
  });

  test("returns the heads of many resources in the order requested, also duplicates", async () => {
    const keys = Array.from({ length: 250 }, (_, index) => ({ ...key, id: `p-${index}` }));
    await Promise.all(
      keys.map(async (one, index) => {
        if (index % 2 === 0) await advance(bench.ledger, one, { ...head, versionId: index + 1 });
      }),
    );
    const heads = await bench.ledger.heads([...keys, keys[4]!]);
    expect(heads.map(found => found?.versionId)).toEqual([
      ...keys.map((_, index) => (index % 2 === 0 ? index + 1 : undefined)),
      5,
    ]);
    expect(await bench.ledger.heads([])).toEqual([]);
  });

  test("lists the resources of one type and no others", async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `p-${index}`);
    for (const id of ids) await advance(bench.ledger, { ...key, id }, head);
    await advance(bench.ledger, { ...key, resourceType: "PatientX" }, head);
    // Claimed, and never published.
    await fenceOf(bench.ledger, key, undefined);
    const listed = await Array.fromAsync(bench.ledger.list(key.datastoreId, "Patient"));
    expect(listed.map(({ id }) => id).sort()).toEqual(ids.sort());
    expect(listed[0]?.head).toEqual(head);
    expect(listed.filter(({ id, cursor }) => cursor.includes(id))).toEqual([]);
    for (const from of [0, 11, 38]) {
      const rest = await Array.fromAsync(bench.ledger.list(key.datastoreId, "Patient", listed[from]?.cursor));
      expect(rest).toEqual(listed.slice(from + 1));
    }
  });
}
