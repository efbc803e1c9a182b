import { createHash } from "node:crypto";
import { crc32 as zlibCrc32 } from "node:zlib";
import { AwsError } from "../../kernel/aws-error.ts";

/** Checksum algorithms of S3. */
export type Algorithm = "CRC32" | "CRC32C" | "CRC64NVME" | "SHA1" | "SHA256";

const algorithms: Readonly<Record<Algorithm, (bytes: Uint8Array) => Buffer>> = {
  CRC32: bytes => fourBytes(zlibCrc32(bytes)),
  CRC32C: bytes => fourBytes(crc32c(bytes)),
  CRC64NVME: crc64nvme,
  SHA1: bytes => createHash("sha1").update(bytes).digest(),
  SHA256: bytes => createHash("sha256").update(bytes).digest(),
};

/** Checksum members of an object: `ChecksumCRC32` and so on, base64. */
export type Checksums = { readonly [Name in Algorithm as `Checksum${Name}`]?: string | undefined };

/** A client's checksums of what it sends. */
export type ChecksumInput = Checksums & {
  readonly ChecksumAlgorithm?: string | undefined;
  readonly ContentMD5?: string | undefined;
};

/**
 * The checksums to keep with bytes: those that came with them, verified, or of the algorithm asked for, or CRC64NVME.
 * See https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export function verifyChecksums(bytes: Uint8Array, input: ChecksumInput): Checksums {
  if (input.ContentMD5 !== undefined && input.ContentMD5 !== createHash("md5").update(bytes).digest("base64"))
    throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.");
  const given = givenAlgorithms(input);
  for (const name of given)
    if (checksumOf(name, bytes) !== input[`Checksum${name}`])
      throw new AwsError("BadDigest", `The ${name} you specified did not match the calculated checksum.`);
  if (given.length > 0) return Object.fromEntries(given.map(name => [`Checksum${name}`, input[`Checksum${name}`]]));
  const asked = readAlgorithm(input.ChecksumAlgorithm ?? "CRC64NVME");
  return { [`Checksum${asked}`]: checksumOf(asked, bytes) };
}

/** The checksum of bytes, in base64. */
export function checksumOf(algorithm: Algorithm, bytes: Uint8Array): string {
  return algorithms[algorithm](bytes).toString("base64");
}

/** The algorithm of a name; InvalidRequest for another. */
export function readAlgorithm(name: string): Algorithm {
  if (!Object.hasOwn(algorithms, name))
    throw new AwsError(
      "InvalidRequest",
      "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
    );
  return name as Algorithm;
}

/** The algorithms of the checksums among members. */
export function givenAlgorithms(members: Checksums): readonly Algorithm[] {
  return (Object.keys(algorithms) as Algorithm[]).filter(name => members[`Checksum${name}`] !== undefined);
}

/** The checksum members among others. */
export function pickChecksums(members: Readonly<Record<string, unknown>>): Checksums {
  const kept = Object.keys(algorithms).flatMap(name => {
    const member = `Checksum${name}`;
    return members[member] === undefined ? [] : [[member, members[member]]];
  });
  return Object.fromEntries(kept) as Checksums;
}

function fourBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** Castagnoli's polynomial, reflected: https://www.rfc-editor.org/rfc/rfc3720#section-12.1 */
const table32c = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

function crc32c(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (table32c[(value ^ byte) & 0xff] ?? 0);
  return value ^ 0xffffffff;
}

/** NVM Express base specification, 64-bit CRC, reflected; in two halves, as 64-bit integers are slow. */
const POLYNOMIAL_HIGH = 0x9a6c9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;
const high64 = new Uint32Array(256);
const low64 = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit++) {
    const odd = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (odd) {
      high ^= POLYNOMIAL_HIGH;
      low ^= POLYNOMIAL_LOW;
    }
  }
  high64[byte] = high;
  low64[byte] = low;
}

function crc64nvme(bytes: Uint8Array): Buffer {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (low64[index] ?? 0);
    high = (high >>> 8) ^ (high64[index] ?? 0);
  }
  return Buffer.concat([fourBytes(high ^ 0xffffffff), fourBytes(low ^ 0xffffffff)]);
}
