import { AwsError } from "../../../kernel/aws-error.ts";

/** One chunk, the last of which is empty; with its signature where it has one. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly signature?: string;
}

/** The content of an `aws-chunked` body: its chunks, and the trailing headers (checksums), names in lower case. */
export interface Unchunked {
  readonly chunks: readonly Chunk[];
  readonly trailers: Readonly<Record<string, string>>;
}

/**
 * Takes an `aws-chunked` body apart.
 * See https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function readChunked(body: Uint8Array): Unchunked {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Chunk[] = [];
  let at = 0;
  while (true) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const line = bytes.toString("latin1", at, lineEnd < 0 ? at : lineEnd);
    const size = Number.parseInt(line, 16);
    const start = lineEnd + 2;
    if (lineEnd < 0 || !(size >= 0) || start + size > bytes.length) throw incomplete();
    at = start + size;
    const [, signature] = /;chunk-signature=([0-9a-f]+)/.exec(line) ?? [];
    chunks.push({ bytes: bytes.subarray(start, at), ...(signature && { signature }) });
    if (size === 0) break;
    if (bytes.toString("latin1", at, at + 2) !== "\r\n") throw incomplete();
    at += 2;
  }
  const trailers: Record<string, string> = {};
  for (const line of bytes.toString("latin1", at).split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { chunks, trailers };
}

/** What the chunks hold. */
export function payloadOf({ chunks: [first, ...others] }: Unchunked): Uint8Array {
  const rest = others.filter(({ bytes }) => bytes.length > 0).map(({ bytes }) => bytes);
  const start = first?.bytes ?? new Uint8Array();
  return rest.length === 0 ? start : Buffer.concat([start, ...rest]);
}

function incomplete(): AwsError {
  return new AwsError("IncompleteBody", "The request body terminated unexpectedly");
}
