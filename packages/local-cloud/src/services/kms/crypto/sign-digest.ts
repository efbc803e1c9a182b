import { signEcdsa, verifyEcdsa } from "./ecdsa.ts";
import { signRsa, verifyRsa } from "./rsa-signature.ts";

/**
 * Signs a digest with a private key in DER. Node.js signs messages, not digests, which callers may give as well.
 * https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
 */
export function signDigest(privateKey: Buffer, algorithm: string, digest: Buffer): Buffer {
  return algorithm.startsWith("ECDSA") ? signEcdsa(privateKey, digest) : signRsa(privateKey, algorithm, digest);
}

/** Whether a signature is of a digest and a key. */
export function isSignatureOf(privateKey: Buffer, algorithm: string, digest: Buffer, signature: Buffer): boolean {
  return algorithm.startsWith("ECDSA")
    ? verifyEcdsa(privateKey, digest, signature)
    : verifyRsa(privateKey, algorithm, digest, signature);
}
