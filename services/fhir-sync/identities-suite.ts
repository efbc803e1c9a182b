import { beforeEach, expect, test } from "vitest";
import { claimOf } from "./claims.ts";
import type { Identities } from "./identities.ts";

const claim = claimOf("urn:person", "1");
const key = { key: "k" };
const patient = { fhirId: "x" };

/** What every adapter of the port promises. */
export function identitiesSuite(makeIdentities: () => Promise<Identities>): void {
  let identities: Identities;
  beforeEach(async () => {
    identities = await makeIdentities();
  });

  test("knows who states a claim, each once, and nobody who states another", async () => {
    await identities.state(claim, key, 1, true);
    await identities.state(claim, key, 1, true);
    await identities.state(claim, patient, 1, true);
    await identities.state(claimOf("urn:person", "2"), { key: "other" }, 1, true);
    expect(await identities.staters(claim)).toEqual({ keys: ["k"], fhirIds: ["x"] });
    expect(await identities.staters(claimOf("urn:other", "1"))).toEqual({ keys: [], fhirIds: [] });
  });

  test("forgets keys that no longer state a claim, and accepts them again", async () => {
    await identities.state(claim, patient, 1, true);
    await identities.state(claim, patient, 2, false);
    expect(await identities.staters(claim)).toEqual({ keys: [], fhirIds: [] });
    await identities.state(claim, patient, 3, true);
    expect(await identities.staters(claim)).toEqual({ keys: [], fhirIds: ["x"] });
  });

  test("ignores an older version that arrives late", async () => {
    await identities.state(claim, patient, 5, true);
    await identities.state(claim, patient, 4, false);
    expect(await identities.staters(claim)).toEqual({ keys: [], fhirIds: ["x"] });
    await identities.state(claim, patient, 6, false);
    await identities.state(claim, patient, 5, true);
    expect(await identities.staters(claim)).toEqual({ keys: [], fhirIds: [] });
  });

  test("stores the state of a Patient, guarded by its revision", async () => {
    const known = { fhirId: "x", revision: 1, version: 3, claims: [claim] };
    expect(await identities.read("x")).toBeUndefined();
    expect(await identities.write(known)).toBe(true);
    expect(await identities.write({ ...known, key: "k" })).toBe(false);
    expect(await identities.write({ ...known, key: "k", revision: 2 })).toBe(true);
    expect(await identities.write({ ...known, revision: 4 })).toBe(false);
    expect(await identities.read("x")).toEqual({ ...known, key: "k", revision: 2 });
  });

  test("accepts identifiers of any length", async () => {
    const long = claimOf("urn:person", "\u{1f600}".repeat(1_024));
    await identities.state(long, key, 1, true);
    expect(await identities.staters(long)).toEqual({ keys: ["k"], fhirIds: [] });
  });
}
