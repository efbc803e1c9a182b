import type { Identities, KnownPatient, Stater } from "./identities.ts";

/** Identities within one process, for tests and simulation. */
export function memoryIdentities(): Identities {
  const statements = new Map<string, Map<string, { stater: Stater; since: number; isStated: boolean }>>();
  const patients = new Map<string, KnownPatient>();
  return {
    async state(claim, stater, since, isStated) {
      const of = statements.get(claim) ?? new Map();
      statements.set(claim, of);
      const name = JSON.stringify(stater);
      if ((of.get(name)?.since ?? 0) <= since) of.set(name, { stater, since, isStated });
    },
    async staters(claim) {
      const stated = [...(statements.get(claim)?.values() ?? [])].filter(({ isStated }) => isStated);
      return {
        keys: stated.flatMap(({ stater }) => ("key" in stater ? [stater.key] : [])),
        fhirIds: stated.flatMap(({ stater }) => ("fhirId" in stater ? [stater.fhirId] : [])),
      };
    },
    read: async fhirId => patients.get(fhirId),
    async write(known) {
      if ((patients.get(known.fhirId)?.revision ?? 0) !== known.revision - 1) return false;
      patients.set(known.fhirId, known);
      return true;
    },
  };
}
