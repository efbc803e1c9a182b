import { createECDH } from "node:crypto";
import { privateKeyOf } from "./asymmetric.ts";

/** Orders of the curves' groups. https://csrc.nist.gov/pubs/sp/800/186/final and https://www.secg.org/sec2-v2.pdf */
const orders: Readonly<Record<string, bigint>> = {
  prime256v1: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  secp384r1: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  secp521r1:
    0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  secp256k1: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
};
/** What Node.js calls a curve in a key, where it is not what it calls it elsewhere. */
const names: Readonly<Record<string, string>> = { "P-256": "prime256v1", "P-384": "secp384r1", "P-521": "secp521r1" };

interface Scalar {
  readonly curve: string;
  readonly order: bigint;
  /** The private key. */
  readonly d: bigint;
}

/** Signs a digest; DER, as ANSI X9.62 has it. https://nvlpubs.nist.gov/nistpubs/FIPS/NIST.FIPS.186-5.pdf, 6.4.1 */
export function signEcdsa(privateKey: Buffer, digest: Buffer): Buffer {
  const { curve, order, d } = scalarOf(privateKey);
  const z = truncated(digest, order);
  for (;;) {
    const once = createECDH(curve);
    once.generateKeys();
    const k = toBig(once.getPrivateKey());
    const r = abscissa(once.getPublicKey()) % order;
    const s = modulo(inverse(k, order) * (z + r * d), order);
    if (r !== 0n && s !== 0n) return Buffer.concat([sequence(integer(r), integer(s))]);
  }
}

/** Verifies a signature as the holder of the private key may: r is the abscissa of (z + r·d)/s times the generator. */
export function verifyEcdsa(privateKey: Buffer, digest: Buffer, signature: Buffer): boolean {
  const { curve, order, d } = scalarOf(privateKey);
  const pair = readPair(signature);
  if (pair === undefined) return false;
  const [r, s] = pair;
  if (r <= 0n || s <= 0n || r >= order || s >= order) return false;
  const k = modulo(inverse(s, order) * (truncated(digest, order) + r * d), order);
  if (k === 0n) return false;
  const point = createECDH(curve);
  point.setPrivateKey(fromBig(k));
  return abscissa(point.getPublicKey()) % order === r;
}

function scalarOf(privateKey: Buffer): Scalar {
  const { crv = "", d = "" } = privateKeyOf(privateKey).export({ format: "jwk" });
  const curve = names[crv] ?? crv;
  const order = orders[curve];
  if (order === undefined) throw new Error(`No order of the curve ${curve} is known.`);
  return { curve, order, d: toBig(Buffer.from(d, "base64url")) };
}

/** The leftmost bits of a digest, as many as the order has. */
function truncated(digest: Buffer, order: bigint): bigint {
  const surplus = digest.length * 8 - order.toString(2).length;
  const whole = toBig(digest);
  return surplus > 0 ? whole >> BigInt(surplus) : whole;
}

/** Of an uncompressed point: 4, x, y. */
function abscissa(point: Buffer): bigint {
  return toBig(point.subarray(1, 1 + (point.length - 1) / 2));
}

/** By the extended Euclidean algorithm. */
function inverse(value: bigint, order: bigint): bigint {
  let [low, high, x, y] = [modulo(value, order), order, 1n, 0n];
  while (low > 1n) {
    const quotient = high / low;
    [low, high] = [high - quotient * low, low];
    [x, y] = [y - quotient * x, x];
  }
  return modulo(x, order);
}

const modulo = (value: bigint, order: bigint) => ((value % order) + order) % order;
const toBig = (bytes: Buffer) => BigInt(`0x${bytes.toString("hex") || "0"}`);

function fromBig(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}

function integer(value: bigint): Buffer {
  const bytes = fromBig(value);
  const positive = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
  return Buffer.concat([Buffer.of(0x02, positive.length), positive]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length < 0x80 ? Buffer.of(content.length) : Buffer.of(0x81, content.length);
  return Buffer.concat([Buffer.of(0x30), length, content]);
}

/** The two integers of a signature in DER; undefined where it is none. */
function readPair(der: Buffer): readonly [bigint, bigint] | undefined {
  const start = der[1] === 0x81 ? 3 : 2;
  const first = der[start + 1] ?? 0;
  const second = der[start + 3 + first] ?? 0;
  const [r, s] = [
    der.subarray(start + 2, start + 2 + first),
    der.subarray(start + 4 + first, start + 4 + first + second),
  ];
  const whole = sequence(integer(toBig(r)), integer(toBig(s)));
  return whole.equals(der) ? [toBig(r), toBig(s)] : undefined;
}
