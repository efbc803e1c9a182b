import type { Identifier } from "@tributary/fhir/resource";

/** System of the registry's own identifiers. Only this service writes them. */
export const REGISTRY = "urn:tributary:patient-registry";

/** An identifier of a trusted system as one string. All who state the same claim are one person. */
export type Claim = string;

/** The parts of an identifier that a claim depends on. */
export type Stated = Pick<Identifier, "system" | "value" | "use">;

/** The claim of an identifier. */
export function claimOf(system: string, value: string): Claim {
  return JSON.stringify([system, value]);
}

/**
 * The claims of identifiers, in order and without duplicates. An identifier makes a claim if it has a value, a trusted system,
 * and is still in use.
 * https://hl7.org/fhir/R4/valueset-identifier-use.html
 */
export function claimsIn(identifiers: readonly Stated[] | undefined, trusted: readonly string[]): Claim[] {
  const claims = (identifiers ?? []).flatMap(({ system, value, use }) => {
    const [of, id] = [system?.trim(), value?.trim()];
    return of && id && use !== "old" && trusted.includes(of) ? [claimOf(of, id)] : [];
  });
  return [...new Set(claims)];
}

/** The registry keys named by claims of the registry's own system. */
export function registryKeysIn(claims: readonly Claim[]): string[] {
  return claims.flatMap(claim => {
    const [system, value] = JSON.parse(claim) as [string, string];
    return system === REGISTRY ? [value] : [];
  });
}
