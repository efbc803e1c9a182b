import type { Identifier } from "@tributary/fhir/resource";

/** System of the registry's own identifiers. This service alone writes them. */
export const REGISTRY = "urn:tributary:patient-registry";

/** An identifier of a trusted system, as one text: who states it is one person. */
export type Claim = string;

/** As much of an identifier as a claim depends on. */
export type Stated = Pick<Identifier, "system" | "value" | "use">;

/** The claim of an identifier. */
export function claimOf(system: string, value: string): Claim {
  return JSON.stringify([system, value]);
}

/**
 * The claims that identifiers make, each once, in order: those with a value, of a trusted system and still in use. All
 * others claim nothing. https://hl7.org/fhir/R4/valueset-identifier-use.html
 */
export function claimsIn(identifiers: readonly Stated[] | undefined, trusted: readonly string[]): Claim[] {
  const claims = (identifiers ?? []).flatMap(({ system, value, use }) => {
    const [of, id] = [system?.trim(), value?.trim()];
    return of && id && use !== "old" && trusted.includes(of) ? [claimOf(of, id)] : [];
  });
  return [...new Set(claims)];
}

/** The registry keys that claims of the registry's own system name. */
export function registryKeysIn(claims: readonly Claim[]): string[] {
  return claims.flatMap(claim => {
    const [system, value] = JSON.parse(claim) as [string, string];
    return system === REGISTRY ? [value] : [];
  });
}
