import { beforeEach, expect, test } from "vitest";
import { LEASE_MS, type Ledger, type VersionKey } from "./ledger.ts";

/** A ledger under test, and a hand on the time. */
export interface LedgerBench {
  readonly ledger: Ledger;
  readonly now: () => number;
  readonly pass: (milliseconds: number) => void;
}

const key = { datastoreId: "0af7651916cd43dd8448eb211c80319c", resourceType: "Patient", id: "p" };
const version: VersionKey = { ...key, versionId: 1, op: "create" };
const about = { eventId: "00000000000000000000000000000001", origin: "subscription" } as const;
const head = { versionId: 1, deleted: false, lastUpdated: "2026-01-01T00:00:00.000Z" };

/** What every adapter of the port promises. */
export function ledgerSuite(makeBench: () => Promise<LedgerBench>): void {
  let bench: LedgerBench;
  beforeEach(async () => {
    bench = await makeBench();
  });
  const claim = (of = version) => bench.ledger.claim(of, about);
  const fenceOf = async (of = version) => {
    const claimed = await claim(of);
    if (claimed.outcome !== "claimed") throw new Error(`The version is ${claimed.outcome}.`);
    return claimed.fence;
  };

  test("gives a version to the first who claims it, and only to them", async () => {
    await fenceOf();
    expect(await claim()).toEqual({ outcome: "held", until: bench.now() + LEASE_MS });
  });

  test("knows a confirmed version as published", async () => {
    expect(await bench.ledger.confirm(version, await fenceOf())).toBe(true);
    bench.pass(LEASE_MS * 2);
    expect(await claim()).toEqual({ outcome: "published" });
  });

  test("gives a version to another when the lease has ended, and no earlier", async () => {
    await fenceOf();
    bench.pass(LEASE_MS - 1);
    expect(await claim()).toMatchObject({ outcome: "held" });
    bench.pass(1);
    expect(await claim()).toMatchObject({ outcome: "claimed" });
  });

  test("keeps a holder who lost the claim from confirming", async () => {
    const lost = await fenceOf();
    bench.pass(LEASE_MS);
    const current = await fenceOf();
    expect(await bench.ledger.confirm(version, lost)).toBe(false);
    expect(await bench.ledger.confirm(version, current)).toBe(true);
  });

  test("gives one of many who claim at once the version", async () => {
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim()));
    expect(claims.filter(({ outcome }) => outcome === "claimed")).toHaveLength(1);
  });

  test("keeps versions, operations, resources and data stores apart", async () => {
    await fenceOf();
    for (const other of [
      { ...version, versionId: 2 },
      { ...version, op: "delete" as const },
      { ...version, id: "q" },
      { ...version, resourceType: "Observation" },
      { ...version, datastoreId: "ffffffffffffffffffffffffffffffff" },
    ])
      expect(await claim(other)).toMatchObject({ outcome: "claimed" });
  });

  test("moves a head forward only", async () => {
    await bench.ledger.advance(key, { ...head, versionId: 2 });
    await bench.ledger.advance(key, head);
    expect(await bench.ledger.heads([key])).toEqual([{ ...head, versionId: 2 }]);
    const provenance = { origin: "registry", causedBy: "e", correlationId: "c", next: "delete" as const };
    await bench.ledger.advance(key, { ...head, versionId: 3, provenance });
    expect(await bench.ledger.heads([key])).toEqual([{ ...head, versionId: 3, provenance }]);
  });

  test("tells the heads of many resources in the order asked for, also asked for twice", async () => {
    const keys = Array.from({ length: 250 }, (_, index) => ({ ...key, id: `p-${index}` }));
    await Promise.all(
      keys.map((one, index) => index % 2 === 0 && bench.ledger.advance(one, { ...head, versionId: index + 1 })),
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
    for (const id of ids) await bench.ledger.advance({ ...key, id }, head);
    await bench.ledger.advance({ ...key, resourceType: "PatientX" }, head);
    await fenceOf();
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
