import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Store } from "../../../kernel/store.ts";

/** The file in the storage folder that all keys are encrypted with: of its owner alone, and never in the database. */
export const ROOT_KEY_FILE = "kms-root.key";

const [KEY_BYTES, IV_BYTES, TAG_BYTES] = [32, 12, 16];
const roots = new WeakMap<Store, Buffer>();

/** The root key of a store, made when it is first needed. Throws when the file is gone or is none. */
function rootKey(store: Store, isFirst: boolean): Buffer {
  let key = roots.get(store);
  if (key !== undefined) return key;
  if (store.folder === undefined) key = randomBytes(KEY_BYTES);
  else key = readOrMake(join(store.folder, ROOT_KEY_FILE), isFirst);
  if (key.length !== KEY_BYTES) throw new Error(`${ROOT_KEY_FILE} of the storage folder is damaged`);
  roots.set(store, key);
  return key;
}

function readOrMake(file: string, isFirst: boolean): Buffer {
  if (isFirst)
    try {
      writeFileSync(file, randomBytes(KEY_BYTES), { mode: 0o600, flag: "wx", flush: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  return readFileSync(file);
}

/** Encrypts a text or bytes with a 256-bit key (AES-GCM): initialization vector, tag, ciphertext. */
export function seal(key: Uint8Array, plaintext: Uint8Array, associated: string, iv: Uint8Array): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(associated));
  const encrypted = [cipher.update(plaintext), cipher.final()];
  return Buffer.concat([iv, cipher.getAuthTag(), ...encrypted]);
}

/** What `seal` has encrypted; throws when it was changed, or sealed with another key or for something else. */
export function unseal(key: Uint8Array, sealed: Uint8Array, associated: string): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(associated));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}

/** A new initialization vector. */
export const newIv = (): Buffer => randomBytes(IV_BYTES);

/** Encrypts the material of a key. */
export function wrap(store: Store, material: Uint8Array, keyId: string): string {
  return seal(rootKey(store, true), material, keyId, newIv()).toString("base64");
}

/** The material of a key. */
export function unwrap(store: Store, wrapped: string, keyId: string): Buffer {
  return unseal(rootKey(store, false), Buffer.from(wrapped, "base64"), keyId);
}
