import { createHmac } from "node:crypto";
import type { Signature } from "./read-signature.ts";

/** Keys kept: a key for each signer, day, region and service. */
const MOST = 1_000;

/**
 * Signs texts, and keeps the keys that it derives from secrets.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#derive-signing-key
 */
export function signingKeys(): (secret: string, signature: Signature, text: string) => string {
  const keys = new Map<string, Buffer>();
  return (secret, { scope }, text) => {
    const at = `${secret}\n${scope}`;
    let key = keys.get(at);
    if (key === undefined) {
      key = scope.split("/").reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
      if (keys.size >= MOST) keys.clear();
      keys.set(at, key);
    }
    return createHmac("sha256", key).update(text).digest("hex");
  };
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
