import { expect, test } from "vitest";
import { isSystemOf } from "./is-system-of.ts";

const OWNER = "urn:tributary:patient-registry";

test.each([
  OWNER,
  "URN:Tributary:Patient-Registry",
  ` ${OWNER}\t`,
  "urn:tributary: patient-registry",
  `${OWNER}/`,
  `${OWNER}//#`,
  `${OWNER}|B77`,
  `${OWNER}#B77`,
  "urn:tributary:patient%2Dregistry",
  "urn:tributary:patient%252Dregistry%20",
  "urn:tributary:\u200bpatient-registry",
  "ｕｒｎ:tributary:patient-registry",
])("knows the owner's system in %j", system => {
  expect(isSystemOf(system, OWNER)).toBe(true);
});

test.each(["", "urn:mrn", "urn:tributary", "urn:tributary:patient-registry-2", "urn:tributary:demo:person", "100%"])(
  "knows %j as another's",
  system => {
    expect(isSystemOf(system, OWNER)).toBe(false);
  },
);
