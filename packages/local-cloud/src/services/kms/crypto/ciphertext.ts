import type { CloudContext } from "../../../kernel/service.ts";
import { type Key, materialOf } from "../keys/key-store.ts";
import { newIv, seal, unseal } from "../keys/root-key.ts";
import { invalidCiphertext } from "../kms-errors.ts";

/** Further data that decryption asks for again. It is not secret. */
export type EncryptionContext = Readonly<Record<string, string>> | undefined;

const VERSION = 1;

/** Encrypts with a symmetric key. The ciphertext names the key: a version, the length of its id, the id, what `seal` gives. */
export function encryptWith(context: CloudContext, key: Key, plaintext: Uint8Array, about: EncryptionContext): Buffer {
  const id = Buffer.from(key.id);
  const sealed = seal(materialOf(context, key), plaintext, associatedWith(about), newIv());
  return Buffer.concat([Buffer.of(VERSION, id.length), id, sealed]);
}

/** The id of the key that made a ciphertext; undefined where none here did. */
export function keyIdIn(ciphertext: Uint8Array): string | undefined {
  const [version, length = 0] = ciphertext;
  if (version !== VERSION || ciphertext.length < 2 + length) return undefined;
  return Buffer.from(ciphertext.subarray(2, 2 + length)).toString();
}

/** Decrypts with the key that the ciphertext names. */
export function decryptWith(context: CloudContext, key: Key, ciphertext: Uint8Array, about: EncryptionContext): Buffer {
  const material = materialOf(context, key);
  try {
    return unseal(material, ciphertext.subarray(2 + Buffer.byteLength(key.id)), associatedWith(about));
  } catch (cause) {
    throw invalidCiphertext(cause);
  }
}

/** The same whatever the order of its members. */
function associatedWith(about: EncryptionContext): string {
  return JSON.stringify(Object.entries(about ?? {}).sort(([one], [other]) => (one < other ? -1 : 1)));
}
