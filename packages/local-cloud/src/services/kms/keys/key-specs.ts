import { generateKeyPairSync, type KeyPairKeyObjectResult } from "node:crypto";
import type { Random } from "../../../kernel/random.ts";

/** What a key is for. */
export type KeyUsage = "ENCRYPT_DECRYPT" | "SIGN_VERIFY" | "GENERATE_VERIFY_MAC";

/** A kind of key. */
export interface KeySpec {
  /** The first is the usual one; without one it has to be said. */
  readonly usages: readonly KeyUsage[];
  readonly algorithms: readonly string[];
  /** The key itself: the bytes of a secret key, or a private key in DER (PKCS #8). */
  generate(random: Random): Uint8Array;
}

const secret = (bytes: number) => (random: Random) => random.bytes(bytes);

const exported = ({ privateKey }: KeyPairKeyObjectResult) => privateKey.export({ type: "pkcs8", format: "der" });

const rsa = (modulusLength: number): KeySpec => ({
  usages: ["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
  algorithms: [
    ...["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"],
    ...["RSASSA_PKCS1_V1_5_SHA_256", "RSASSA_PKCS1_V1_5_SHA_384", "RSASSA_PKCS1_V1_5_SHA_512"],
    ...["RSASSA_PSS_SHA_256", "RSASSA_PSS_SHA_384", "RSASSA_PSS_SHA_512"],
  ],
  generate: () => exported(generateKeyPairSync("rsa", { modulusLength })),
});

const ecc = (namedCurve: string, algorithm: string): KeySpec => ({
  usages: ["SIGN_VERIFY"],
  algorithms: [algorithm],
  generate: () => exported(generateKeyPairSync("ec", { namedCurve })),
});

const hmac = (bits: number): KeySpec => ({
  usages: ["GENERATE_VERIFY_MAC"],
  algorithms: [`HMAC_SHA_${bits}`],
  generate: secret(bits / 8),
});

/** The kinds of keys that the local cloud makes. https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html */
export const keySpecs: Readonly<Record<string, KeySpec>> = {
  SYMMETRIC_DEFAULT: { usages: ["ENCRYPT_DECRYPT"], algorithms: ["SYMMETRIC_DEFAULT"], generate: secret(32) },
  RSA_2048: rsa(2_048),
  RSA_3072: rsa(3_072),
  RSA_4096: rsa(4_096),
  ECC_NIST_P256: ecc("P-256", "ECDSA_SHA_256"),
  ECC_NIST_P384: ecc("P-384", "ECDSA_SHA_384"),
  ECC_NIST_P521: ecc("P-521", "ECDSA_SHA_512"),
  ECC_SECG_P256K1: ecc("secp256k1", "ECDSA_SHA_256"),
  HMAC_224: hmac(224),
  HMAC_256: hmac(256),
  HMAC_384: hmac(384),
  HMAC_512: hmac(512),
};

/** The algorithms of a key: those of its kind that its usage asks for. */
export function algorithmsOf(spec: string, usage: KeyUsage): readonly string[] {
  return (keySpecs[spec]?.algorithms ?? []).filter(name => /^(RSASSA|ECDSA)/.test(name) === (usage === "SIGN_VERIFY"));
}
