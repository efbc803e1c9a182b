import { constants, createHash, createPublicKey, privateEncrypt, publicDecrypt, randomBytes } from "node:crypto";
import { privateKeyOf } from "./asymmetric.ts";
import { hashOf } from "./hash-of.ts";

/** DigestInfo up to the digest. https://www.rfc-editor.org/rfc/rfc8017#section-9.2 */
const prefixes: Readonly<Record<string, string>> = {
  sha256: "3031300d060960864801650304020105000420",
  sha384: "3041300d060960864801650304020205000430",
  sha512: "3051300d060960864801650304020305000440",
};

const NONE = constants.RSA_NO_PADDING;

/** Signs a digest: RSASSA-PKCS1-v1_5, or RSASSA-PSS with a salt as long as the digest. */
export function signRsa(privateKey: Buffer, algorithm: string, digest: Buffer): Buffer {
  const key = privateKeyOf(privateKey);
  if (!algorithm.includes("PSS")) return privateEncrypt(key, infoOf(algorithm, digest));
  const bits = (key.asymmetricKeyDetails?.modulusLength ?? 0) - 1;
  return privateEncrypt({ key, padding: NONE }, encodePss(hashOf(algorithm), digest, bits));
}

/** Whether a signature is of a digest and a key. */
export function verifyRsa(privateKey: Buffer, algorithm: string, digest: Buffer, signature: Buffer): boolean {
  const key = createPublicKey(privateKeyOf(privateKey));
  // OpenSSL takes one without its leading zeros as well.
  if (signature.length !== (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8) return false;
  try {
    if (!algorithm.includes("PSS")) return publicDecrypt(key, signature).equals(infoOf(algorithm, digest));
    return isPssOf(hashOf(algorithm), digest, publicDecrypt({ key, padding: NONE }, signature));
  } catch {
    return false; // Not of the key's size, or not padded as it should be.
  }
}

function infoOf(algorithm: string, digest: Buffer): Buffer {
  return Buffer.concat([Buffer.from(prefixes[hashOf(algorithm)] ?? "", "hex"), digest]);
}

/** https://www.rfc-editor.org/rfc/rfc8017#section-9.1.1, for keys whose bits are a multiple of eight. */
function encodePss(hash: string, digest: Buffer, bits: number): Buffer {
  const length = Math.ceil(bits / 8);
  const salt = randomBytes(digest.length);
  const h = hashOfSalted(hash, digest, salt);
  const block = Buffer.concat([Buffer.alloc(length - 2 * digest.length - 2), Buffer.of(1), salt]);
  const masked = xor(block, mask(hash, h, block.length));
  masked[0] = (masked[0] ?? 0) & 0x7f;
  return Buffer.concat([masked, h, Buffer.of(0xbc)]);
}

/** https://www.rfc-editor.org/rfc/rfc8017#section-9.1.2 */
function isPssOf(hash: string, digest: Buffer, encoded: Buffer): boolean {
  const end = encoded.length - digest.length - 1;
  if (encoded.at(-1) !== 0xbc || ((encoded[0] ?? 0) & 0x80) !== 0) return false;
  const h = encoded.subarray(end, -1);
  const block = xor(encoded.subarray(0, end), mask(hash, h, end));
  block[0] = (block[0] ?? 0) & 0x7f;
  const start = block.length - digest.length;
  if (block.subarray(0, start - 1).some(byte => byte !== 0) || block[start - 1] !== 1) return false;
  return hashOfSalted(hash, digest, block.subarray(start)).equals(h);
}

function hashOfSalted(hash: string, digest: Buffer, salt: Buffer): Buffer {
  return createHash(hash).update(Buffer.alloc(8)).update(digest).update(salt).digest();
}

/** MGF1. https://www.rfc-editor.org/rfc/rfc8017#appendix-B.2.1 */
function mask(hash: string, seed: Buffer, length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let counter = 0, made = 0; made < length; counter++) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const block = createHash(hash).update(seed).update(count).digest();
    blocks.push(block);
    made += block.length;
  }
  return Buffer.concat(blocks).subarray(0, length);
}

function xor(one: Buffer, other: Buffer): Buffer {
  return Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)));
}
