import type { WireRequest } from "../../kernel/wire.ts";
import { readChunked } from "../../services/s3/wire/aws-chunked.ts";
import { STREAMING, sha256 } from "./payload-hash.ts";
import type { Signature } from "./read-signature.ts";

const EMPTY_HASH = sha256("");

/**
 * Whether each chunk of an upload, and its trailer, is signed, each after the one before.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function areChunksSigned(
  { body }: WireRequest,
  payload: string,
  { date, scope, signature }: Signature,
  sign: (text: string) => string,
): boolean {
  if (payload !== STREAMING.signed && payload !== STREAMING.signedWithTrailer) return true;
  const { chunks, trailers } = readChunked(body);
  let before = signature;
  for (const { bytes, signature: stated } of chunks) {
    const expected = sign(`AWS4-HMAC-SHA256-PAYLOAD\n${date}\n${scope}\n${before}\n${EMPTY_HASH}\n${sha256(bytes)}`);
    if (stated !== expected) return false;
    before = expected;
  }
  if (payload === STREAMING.signed) return true;
  const { "x-amz-trailer-signature": stated, ...signed } = trailers;
  const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`);
  return stated === sign(`AWS4-HMAC-SHA256-TRAILER\n${date}\n${scope}\n${before}\n${sha256(lines.join(""))}`);
}
