import { createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes } from "node:crypto";

/** Encrypts the secrets of a state as Pulumi's passphrase provider does, so that sst can read them. */
export interface PassphraseCipher {
  /** What the state says of it: the salt, and a text that only the right passphrase decrypts. */
  readonly state: { readonly salt: string };
  encrypt(text: string): string;
  decrypt(text: string): string;
}

const CIPHER = "aes-256-gcm";
const [SALT_BYTES, KEY_BYTES, NONCE_BYTES, TAG_BYTES, ROUNDS] = [8, 32, 12, 16, 1_000_000];

/**
 * A cipher of a passphrase, of an existing state's salt or a new one. Its key costs some tenths of a second, once, at the first
 * use. https://www.pulumi.com/docs/iac/concepts/secrets/
 */
export function passphraseCipher(passphrase: string, existing?: string): PassphraseCipher {
  const salt = existing === undefined ? randomBytes(SALT_BYTES) : Buffer.from(existing.split(":")[1] ?? "", "base64");
  let made: Buffer | undefined;
  const key = () => {
    made ??= pbkdf2Sync(passphrase, salt, ROUNDS, KEY_BYTES, "sha256");
    return made;
  };
  const encrypt = (text: string) => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key(), nonce);
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
  };
  return {
    encrypt,
    decrypt(text) {
      const [, nonce = "", sealed = ""] = text.split(":");
      const bytes = Buffer.from(sealed, "base64");
      const cipher = createDecipheriv(CIPHER, key(), Buffer.from(nonce, "base64"));
      cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([cipher.update(bytes.subarray(0, -TAG_BYTES)), cipher.final()]).toString("utf8");
    },
    get state() {
      return { salt: existing ?? `v1:${salt.toString("base64")}:${encrypt("pulumi")}` };
    },
  };
}
