import { type Random, seededRandom } from "@tributary/local-cloud/kernel/random";
import type { Resource } from "./input-record.ts";

/** One step in a synthetic patient's life. */
export interface SyntheticStep {
  readonly kind: "create" | "update" | "delete";
  readonly patient: Resource;
}

/** Shares of the patients that are edited, rewritten without a published change, and deleted. */
const EDITED = 0.2;
const TOUCHED = 0.05;
const DELETED = 0.05;

/** Patients per block: all are created before any changes, so that the writes of one patient are apart. */
const BLOCK = 200;

const GIVEN = [
  "Amara",
  "Bruno",
  "Chiara",
  "Dmitri",
  "Elif",
  "Farid",
  "Greta",
  "Hana",
  "Ivo",
  "José",
  "Keiko",
  "Łukasz",
];
const FAMILY = [
  "Abara",
  "Björk",
  "Costa",
  "Dvořák",
  "Eriksen",
  "Fontaine",
  "García",
  "Haddad",
  "Iqbal",
  "Jansen",
  "O’Neill",
];
const STREET = ["Birch Lane", "Harbour Road", "Mill Street", "Quarry Hill", "Station Square", "Willow Way"];
const CITY = ["Aldersund", "Brackwater", "Corvale", "Dunmere", "Eastfold", "Fairhaven"];

/** The steps of `count` made-up lives, in order; the same for the same seed. */
export function* syntheticPatients(count: number, seed = 1): Generator<SyntheticStep> {
  const random = seededRandom(seed);
  for (let start = 0; start < count; start += BLOCK) {
    const later: SyntheticStep[] = [];
    for (let index = start; index < Math.min(start + BLOCK, count); index++) {
      const patient = syntheticPatient(index, random);
      yield { kind: "create", patient };
      const fate = random.next();
      if (fate < EDITED) later.push({ kind: "update", patient: edit(patient, random) });
      else if (fate < EDITED + TOUCHED) later.push({ kind: "update", patient: touch(patient) });
      else if (fate < EDITED + TOUCHED + DELETED) later.push({ kind: "delete", patient });
    }
    yield* later;
  }
}

/** Changes only the time of the last update, which no event publishes. */
function touch(patient: Resource): Resource {
  return { ...patient, meta: { lastUpdated: "2026-01-02T00:00:00Z" } };
}

/** One made-up patient. */
export function syntheticPatient(index: number, random: Random): Resource {
  const birth = new Date(
    Date.UTC(1930 + Math.floor(random.next() * 95), Math.floor(random.next() * 12), 1 + Math.floor(random.next() * 28)),
  );
  return {
    resourceType: "Patient",
    id: `synthetic-${index}`,
    active: true,
    identifier: [{ system: "urn:tributary:synthetic", value: String(1_000_000 + index) }],
    name: [
      {
        family: pick(FAMILY, random),
        given: [pick(GIVEN, random), ...(random.next() < 0.3 ? [pick(GIVEN, random)] : [])],
      },
    ],
    gender: pick(["female", "male", "other", "unknown"], random),
    birthDate: birth.toISOString().slice(0, 10),
    address: [address(random)],
  };
}

function edit(patient: Resource, random: Random): Resource {
  return random.next() < 0.5
    ? { ...patient, name: [{ family: pick(FAMILY, random), given: [pick(GIVEN, random)] }] }
    : { ...patient, address: [address(random)] };
}

function address(random: Random): object {
  return {
    use: "home",
    line: [`${1 + Math.floor(random.next() * 200)} ${pick(STREET, random)}`],
    city: pick(CITY, random),
    postalCode: String(10_000 + Math.floor(random.next() * 89_999)),
    country: "XX",
  };
}

/** A random element of a list. */
export function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random.next() * from.length)] as T;
}
