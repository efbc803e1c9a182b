import { createCipheriv, createDecipheriv } from "node:crypto";
import { AwsError } from "../../kernel/aws-error.ts";
import { records } from "../../kernel/records.ts";
import type { CloudContext } from "../../kernel/service.ts";

/** The one key that values are encrypted with; it lies beside them, in the same store. */
export const keys = records<{ readonly key: string }>("ssm_keys");

const CIPHER = "aes-256-gcm";
const [KEY, NONCE, TAG] = [32, 12, 16];

/** The text as it is stored, and given to who does not ask for decryption. The name is bound to it, as to KMS's context. */
export function encrypted(context: CloudContext, name: string, value: string): string {
  const nonce = context.random.bytes(NONCE);
  const cipher = createCipheriv(CIPHER, keyOf(context), nonce).setAAD(Buffer.from(name));
  return Buffer.concat([nonce, cipher.update(value, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64");
}

/** The text that was put. `InvalidKeyId` for one of another parameter, or that has been tampered with. */
export function decrypted(context: CloudContext, name: string, stored: string): string {
  const bytes = Buffer.from(stored, "base64");
  const cipher = createDecipheriv(CIPHER, keyOf(context), bytes.subarray(0, NONCE)).setAAD(Buffer.from(name));
  cipher.setAuthTag(bytes.subarray(-TAG));
  try {
    return Buffer.concat([cipher.update(bytes.subarray(NONCE, -TAG)), cipher.final()]).toString("utf8");
  } catch (cause) {
    throw new AwsError("InvalidKeyId", "The ciphertext refers to a key that does not exist.", { cause });
  }
}

function keyOf(context: CloudContext): Buffer {
  const found = keys.find(context, "aws/ssm");
  if (found !== undefined) return Buffer.from(found.key, "base64");
  const made = Buffer.from(context.random.bytes(KEY));
  keys.put(context, "aws/ssm", { key: made.toString("base64") });
  return made;
}
