import { AwsError } from "../../../kernel/aws-error.ts";

/** The content of an `aws-chunked` body: the payload, and the trailing headers (checksums), names in lower case. */
export interface Unchunked {
  readonly payload: Uint8Array;
  readonly trailers: Readonly<Record<string, string>>;
}

/**
 * Takes an `aws-chunked` body apart; signatures of chunks are not verified.
 * See https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function readChunked(body: Uint8Array): Unchunked {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Uint8Array[] = [];
  let at = 0;
  while (true) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd < 0 ? at : lineEnd), 16);
    const start = lineEnd + 2;
    if (lineEnd < 0 || !(size >= 0) || start + size > bytes.length) throw incomplete();
    at = start + size;
    if (size === 0) break;
    if (bytes.toString("latin1", at, at + 2) !== "\r\n") throw incomplete();
    chunks.push(bytes.subarray(start, at));
    at += 2;
  }
  const trailers: Record<string, string> = {};
  for (const line of bytes.toString("latin1", at).split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { payload: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks), trailers };
}

function incomplete(): AwsError {
  return new AwsError("IncompleteBody", "The request body terminated unexpectedly");
}
