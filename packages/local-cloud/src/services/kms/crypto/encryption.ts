import type { CloudContext } from "../../../kernel/service.ts";
import { algorithmsOf } from "../keys/key-specs.ts";
import { type Key, keyArn, materialOf, usableKey } from "../keys/key-store.ts";
import { incorrectKey, invalidCiphertext, invalidUsage, validation } from "../kms-errors.ts";
import { decryptRsa, encryptRsa } from "./asymmetric.ts";
import { decryptWith, type EncryptionContext, encryptWith, keyIdIn } from "./ciphertext.ts";

const SYMMETRIC = "SYMMETRIC_DEFAULT";

/** Which key and algorithm a request names. */
export interface Encryption {
  readonly keyId: string | undefined;
  readonly algorithm: string | undefined;
  readonly about: EncryptionContext;
  /** The operation that asks, for refusals. */
  readonly operation: string;
}

/** What was encrypted or decrypted, and with what. */
export interface Encrypted {
  readonly bytes: Buffer;
  readonly key: Key;
  readonly algorithm: string;
}

/** Encrypts with the key that a request names. */
export function encrypt(context: CloudContext, plaintext: Uint8Array, asked: Encryption): Encrypted {
  const key = usableKey(context, asked.keyId ?? "", asked.operation, "ENCRYPT_DECRYPT");
  const algorithm = algorithmFor(context, key, asked);
  const bytes =
    algorithm === SYMMETRIC
      ? encryptWith(context, key, plaintext, asked.about)
      : encryptRsa(materialOf(context, key), algorithm, plaintext);
  return { bytes, key, algorithm };
}

/** Decrypts with the key that the ciphertext names, or the request: it has to, if the key is asymmetric. */
export function decrypt(context: CloudContext, ciphertext: Uint8Array, asked: Encryption): Encrypted {
  const { keyId, operation, about } = asked;
  if ((asked.algorithm ?? SYMMETRIC) !== SYMMETRIC) {
    if (keyId === undefined) throw validation("KeyId is required when the key is asymmetric.");
    const key = usableKey(context, keyId, operation, "ENCRYPT_DECRYPT");
    const algorithm = algorithmFor(context, key, asked);
    return { bytes: decryptRsa(materialOf(context, key), algorithm, ciphertext), key, algorithm };
  }
  const made = keyIdIn(ciphertext);
  if (made === undefined) throw invalidCiphertext();
  const key = usableKey(context, keyId ?? made, operation, "ENCRYPT_DECRYPT");
  if (key.id !== made) throw incorrectKey();
  return { bytes: decryptWith(context, key, ciphertext, about), key, algorithm: SYMMETRIC };
}

/** The algorithm asked for, if the key has it. */
function algorithmFor(context: CloudContext, key: Key, { algorithm = SYMMETRIC, about }: Encryption): string {
  if (!algorithmsOf(key.spec, key.usage).includes(algorithm))
    throw invalidUsage(
      `Algorithm ${algorithm} is incompatible with key spec ${key.spec} of ${keyArn(context, key.id)}.`,
    );
  if (algorithm !== SYMMETRIC && Object.keys(about ?? {}).length > 0)
    throw validation("EncryptionContext is not supported with an asymmetric key.");
  return algorithm;
}
