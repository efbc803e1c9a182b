/** The hash in the name of a signing algorithm: `sha256` of `ECDSA_SHA_256`. */
export function hashOf(algorithm: string): string {
  return `sha${algorithm.slice(-3)}`;
}
