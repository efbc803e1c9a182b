import { constants, createHash, createPublicKey, verify } from "node:crypto";
import {
  CreateKeyCommand,
  GenerateMacCommand,
  GetPublicKeyCommand,
  type KeySpec,
  type KeyUsageType,
  type MacAlgorithmSpec,
  SignCommand,
  type SigningAlgorithmSpec,
  VerifyCommand,
  VerifyMacCommand,
} from "@aws-sdk/client-kms";
import { afterAll, describe, expect, it } from "vitest";
import { openKms } from "./kms-fixture.ts";

const { cloud, kms } = openKms();
afterAll(() => cloud.stop());

const createKey = async (KeySpec: KeySpec, KeyUsage: KeyUsageType) =>
  (await kms.send(new CreateKeyCommand({ KeySpec, KeyUsage }))).KeyMetadata?.KeyId ?? "";
const Message = new TextEncoder().encode("a message");

/** Whether Node.js, with the public key alone, takes a signature. */
async function isTaken(KeyId: string, algorithm: SigningAlgorithmSpec, signature: Uint8Array): Promise<boolean> {
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId }));
  const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: "der", type: "spki" });
  const padding = algorithm.includes("PSS") ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  const isRsa = algorithm.startsWith("RSA");
  return verify(`sha${algorithm.slice(-3)}`, Message, isRsa ? { key, padding } : key, signature);
}

const cases: readonly (readonly [KeySpec, readonly SigningAlgorithmSpec[]])[] = [
  [
    "RSA_2048",
    [
      ...(["RSASSA_PKCS1_V1_5_SHA_256", "RSASSA_PKCS1_V1_5_SHA_384", "RSASSA_PKCS1_V1_5_SHA_512"] as const),
      ...(["RSASSA_PSS_SHA_256", "RSASSA_PSS_SHA_384", "RSASSA_PSS_SHA_512"] as const),
    ],
  ],
  ["ECC_NIST_P256", ["ECDSA_SHA_256"]],
  ["ECC_NIST_P384", ["ECDSA_SHA_384"]],
  ["ECC_NIST_P521", ["ECDSA_SHA_512"]],
  ["ECC_SECG_P256K1", ["ECDSA_SHA_256"]],
];

describe.each(cases)("a key of kind %s", (spec, algorithms) => {
  it.each(algorithms)(
    "signs messages and digests by %s, as anyone with the public key can see",
    async SigningAlgorithm => {
      const KeyId = await createKey(spec, "SIGN_VERIFY");
      const digest = createHash(`sha${SigningAlgorithm.slice(-3)}`)
        .update(Message)
        .digest();
      for (let time = 0; time < 4; time++) {
        const ofMessage = { KeyId, SigningAlgorithm, Message };
        const ofDigest = { KeyId, SigningAlgorithm, Message: digest, MessageType: "DIGEST" as const };
        for (const [asked, other] of [
          [ofMessage, ofDigest],
          [ofDigest, ofMessage],
        ] as const) {
          const { Signature = Uint8Array.of() } = await kms.send(new SignCommand(asked));
          expect(await isTaken(KeyId, SigningAlgorithm, Signature)).toBe(true);
          expect(await kms.send(new VerifyCommand({ ...other, Signature }))).toMatchObject({ SignatureValid: true });
          const changed = Uint8Array.from(Signature);
          changed[changed.length - 1]! ^= 1;
          for (const wrong of [
            { ...asked, Signature: changed },
            { ...asked, Signature: Signature.subarray(1) },
            { ...ofMessage, Message: Uint8Array.of(1), Signature },
          ])
            await expect(kms.send(new VerifyCommand(wrong))).rejects.toMatchObject({
              name: "KMSInvalidSignatureException",
            });
        }
      }
    },
  );
});

it("says what a key is not for", async () => {
  const signer = await createKey("ECC_NIST_P256", "SIGN_VERIFY");
  await expect(
    kms.send(new SignCommand({ KeyId: signer, Message, SigningAlgorithm: "ECDSA_SHA_384" })),
  ).rejects.toMatchObject({ name: "InvalidKeyUsageException" });
  const cipher = await createKey("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT");
  await expect(
    kms.send(new SignCommand({ KeyId: cipher, Message, SigningAlgorithm: "ECDSA_SHA_256" })),
  ).rejects.toThrow("key usage is ENCRYPT_DECRYPT which is not valid for Sign.");
  await expect(kms.send(new GetPublicKeyCommand({ KeyId: cipher }))).rejects.toMatchObject({
    name: "UnsupportedOperationException",
  });
  await expect(createKey("HMAC_256", "SIGN_VERIFY")).rejects.toThrow("not compatible with KeySpec HMAC_256");
});

it.each([224, 256, 384, 512] as const)("makes and verifies codes with HMAC_%i", async bits => {
  const KeyId = await createKey(`HMAC_${bits}`, "GENERATE_VERIFY_MAC");
  const MacAlgorithm: MacAlgorithmSpec = `HMAC_SHA_${bits}`;
  const { Mac = Uint8Array.of() } = await kms.send(new GenerateMacCommand({ KeyId, Message, MacAlgorithm }));
  expect(Mac).toHaveLength(bits / 8);
  expect(await kms.send(new VerifyMacCommand({ KeyId, Message, MacAlgorithm, Mac }))).toMatchObject({ MacValid: true });
  await expect(
    kms.send(new VerifyMacCommand({ KeyId, Message: Uint8Array.of(1), MacAlgorithm, Mac })),
  ).rejects.toMatchObject({ name: "KMSInvalidMacException" });
});
