import { constants, createPrivateKey, createPublicKey, privateDecrypt, publicEncrypt } from "node:crypto";
import { invalidCiphertext, validation } from "../kms-errors.ts";

const hashes: Readonly<Record<string, string>> = { RSAES_OAEP_SHA_1: "sha1", RSAES_OAEP_SHA_256: "sha256" };

/** A public key in DER (SubjectPublicKeyInfo), as GetPublicKey gives it. */
export function publicKeyOf(privateKey: Buffer): Buffer {
  return createPublicKey(privateKeyOf(privateKey)).export({ type: "spki", format: "der" });
}

/** A private key from DER. */
export const privateKeyOf = (der: Buffer) => createPrivateKey({ key: der, format: "der", type: "pkcs8" });

/** Encrypts a text that is short enough for the key. https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html */
export function encryptRsa(privateKey: Buffer, algorithm: string, plaintext: Uint8Array): Buffer {
  const key = createPublicKey(privateKeyOf(privateKey));
  const bytes = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const most = bytes - 2 - 2 * (algorithm.endsWith("SHA_1") ? 20 : 32);
  if (plaintext.length > most)
    throw validation(`Algorithm ${algorithm} and a key of ${bytes * 8} bits encrypt at most ${most} bytes.`);
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hashes[algorithm]! }, plaintext);
}

/** The inverse of `encryptRsa`. */
export function decryptRsa(privateKey: Buffer, algorithm: string, ciphertext: Uint8Array): Buffer {
  const key = privateKeyOf(privateKey);
  try {
    return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hashes[algorithm]! }, ciphertext);
  } catch (cause) {
    throw invalidCiphertext(cause);
  }
}
