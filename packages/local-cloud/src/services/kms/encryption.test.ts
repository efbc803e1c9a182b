import { createPrivateKey, createPublicKey } from "node:crypto";
import {
  CreateKeyCommand,
  DecryptCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyPairCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateRandomCommand,
  type KeySpec,
  ReEncryptCommand,
} from "@aws-sdk/client-kms";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { openKms } from "./kms-fixture.ts";

const { cloud, kms } = openKms();
afterAll(() => cloud.stop());

const createKey = async (KeySpec: KeySpec = "SYMMETRIC_DEFAULT") =>
  (await kms.send(new CreateKeyCommand({ KeySpec, KeyUsage: "ENCRYPT_DECRYPT" }))).KeyMetadata?.KeyId ?? "";
const arnOf = (id: string) => `arn:aws:kms:us-east-1:000000000000:key/${id}`;
const bytes = (text: string) => new TextEncoder().encode(text);

describe("a symmetric key", () => {
  it("decrypts what it has encrypted, with the same encryption context in any order, and nothing else", async () => {
    const KeyId = await createKey();
    const contexts = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { maxKeys: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 4_096 }),
        contexts,
        fc.nat(),
        async (plain, about, at) => {
          const { CiphertextBlob = Uint8Array.of() } = await kms.send(
            new EncryptCommand({ KeyId, Plaintext: plain, EncryptionContext: about }),
          );
          const turned = Object.fromEntries(Object.entries(about).reverse());
          const { Plaintext, KeyId: by } = await kms.send(
            new DecryptCommand({ CiphertextBlob, EncryptionContext: turned }),
          );
          expect([Buffer.from(Plaintext ?? []), by]).toEqual([Buffer.from(plain), arnOf(KeyId)]);
          const other = { ...about, further: "pair" };
          await expect(
            kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: other })),
          ).rejects.toMatchObject({
            name: "InvalidCiphertextException",
          });
          const damaged = Uint8Array.from(CiphertextBlob);
          damaged[at % damaged.length]! ^= 1;
          await expect(
            kms.send(new DecryptCommand({ CiphertextBlob: damaged, EncryptionContext: about })),
          ).rejects.toThrow();
        },
      ),
      { numRuns: 25 },
    );
  });

  it("gives a data key, and decrypts it again", async () => {
    const KeyId = await createKey();
    const EncryptionContext = { tenant: "a" };
    for (const [asked, length] of [
      [{ KeySpec: "AES_256" }, 32],
      [{ KeySpec: "AES_128" }, 16],
      [{ NumberOfBytes: 64 }, 64],
    ] as const) {
      const key = await kms.send(new GenerateDataKeyCommand({ KeyId, ...asked, EncryptionContext }));
      expect(key.Plaintext).toHaveLength(length);
      const { Plaintext } = await kms.send(
        new DecryptCommand({ CiphertextBlob: key.CiphertextBlob, EncryptionContext }),
      );
      expect(Plaintext).toEqual(key.Plaintext);
    }
    const sealed = await kms.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId, KeySpec: "AES_256" }));
    expect(sealed).not.toHaveProperty("Plaintext");
    const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob }));
    expect(Plaintext).toHaveLength(32);
    await expect(kms.send(new GenerateDataKeyCommand({ KeyId }))).rejects.toThrow("either number of bytes or key spec");
  });

  it("is named when it is not the one that has encrypted", async () => {
    const [one, other] = [await createKey(), await createKey()];
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: one, Plaintext: bytes("x") }));
    await expect(kms.send(new DecryptCommand({ CiphertextBlob, KeyId: other }))).rejects.toMatchObject({
      name: "IncorrectKeyException",
      message: "The key ID in the request does not identify a CMK that can perform this operation.",
    });
  });

  it("does nothing while it is disabled", async () => {
    const KeyId = await createKey();
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext: bytes("x") }));
    await kms.send(new DisableKeyCommand({ KeyId }));
    const refusal = { name: "DisabledException", message: `${arnOf(KeyId)} is disabled.` };
    await expect(kms.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject(refusal);
    await expect(kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256" }))).rejects.toMatchObject(refusal);
    await kms.send(new EnableKeyCommand({ KeyId }));
    expect((await kms.send(new DecryptCommand({ CiphertextBlob }))).Plaintext).toEqual(bytes("x"));
  });

  it("encrypts at most 4,096 bytes, and quotes none of them", async () => {
    const KeyId = await createKey();
    await expect(kms.send(new EncryptCommand({ KeyId, Plaintext: new Uint8Array(4_097) }))).rejects.toMatchObject({
      name: "ValidationException",
      message:
        "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
    });
  });
});

it("gives a pair of data keys, and decrypts the private one again", async () => {
  const KeyId = await createKey();
  for (const KeyPairSpec of ["RSA_2048", "ECC_NIST_P256"] as const) {
    const pair = await kms.send(new GenerateDataKeyPairCommand({ KeyId, KeyPairSpec }));
    const asked = { CiphertextBlob: pair.PrivateKeyCiphertextBlob };
    const { Plaintext = Uint8Array.of() } = await kms.send(new DecryptCommand(asked));
    expect(Plaintext).toEqual(pair.PrivateKeyPlaintext);
    const key = createPrivateKey({ key: Buffer.from(Plaintext), format: "der", type: "pkcs8" });
    const derived = createPublicKey(key).export({ format: "der", type: "spki" });
    expect(derived.equals(pair.PublicKey ?? Buffer.of())).toBe(true);
  }
});

it("moves a ciphertext from a key to another, which may be asymmetric", async () => {
  const [from, to] = [await createKey(), await createKey("RSA_2048")];
  const about = { tenant: "a" };
  const { CiphertextBlob } = await kms.send(
    new EncryptCommand({ KeyId: from, Plaintext: bytes("moved"), EncryptionContext: about }),
  );
  const moved = await kms.send(
    new ReEncryptCommand({
      ...{ CiphertextBlob, SourceEncryptionContext: about, DestinationKeyId: to },
      DestinationEncryptionAlgorithm: "RSAES_OAEP_SHA_256",
    }),
  );
  expect(moved).toMatchObject({ SourceKeyId: arnOf(from), KeyId: arnOf(to) });
  const asked = { CiphertextBlob: moved.CiphertextBlob, KeyId: to };
  const { Plaintext } = await kms.send(new DecryptCommand({ ...asked, EncryptionAlgorithm: "RSAES_OAEP_SHA_256" }));
  expect(Plaintext).toEqual(bytes("moved"));
  await expect(
    kms.send(new DecryptCommand({ ...asked, EncryptionAlgorithm: "RSAES_OAEP_SHA_1" })),
  ).rejects.toMatchObject({ name: "InvalidCiphertextException" });
  // An asymmetric key does not encrypt symmetrically.
  await expect(kms.send(new EncryptCommand({ KeyId: to, Plaintext: bytes("x") }))).rejects.toMatchObject({
    name: "InvalidKeyUsageException",
  });
});

it("gives random bytes", async () => {
  const [one, other] = await Promise.all([1, 2].map(() => kms.send(new GenerateRandomCommand({ NumberOfBytes: 24 }))));
  expect(one?.Plaintext).toHaveLength(24);
  expect(one?.Plaintext).not.toEqual(other?.Plaintext);
});
