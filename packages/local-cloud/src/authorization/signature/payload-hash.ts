import { hash } from "node:crypto";
import { AwsError } from "../../kernel/aws-error.ts";
import type { WireRequest } from "../../kernel/wire.ts";

/** What the first line of a chunked upload signs, and what becomes of its chunks. */
export const STREAMING = {
  signed: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
  signedWithTrailer: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
  unsigned: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
} as const;
const UNSIGNED = "UNSIGNED-PAYLOAD";

const named: ReadonlySet<string> = new Set([UNSIGNED, ...Object.values(STREAMING)]);

/**
 * The hash of the payload that a request was signed with: of its body, or what a request to S3 says instead.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function signedPayloadHash(request: WireRequest, isS3: boolean, isPresigned: boolean): string {
  if (!isS3) return sha256(request.body);
  const stated = request.headers["x-amz-content-sha256"] ?? request.query.get("X-Amz-Content-Sha256");
  if (isPresigned) return stated ?? UNSIGNED;
  if (!stated) throw new AwsError("InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
  if (stated.startsWith("STREAMING-AWS4-ECDSA-"))
    throw new AwsError("NotImplemented", `The local cloud does not verify ${stated} (SigV4a).`, { status: 501 });
  if (named.has(stated) || /^[0-9a-f]{64}$/.test(stated)) return stated;
  throw new AwsError(
    "InvalidArgument",
    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
    { members: { ArgumentName: "x-amz-content-sha256", ArgumentValue: stated } },
  );
}

/** Throws when the body of a request to S3 is not the one that was signed. */
export function checkPayload({ body }: WireRequest, signed: string): void {
  if (named.has(signed)) return;
  const computed = sha256(body);
  if (computed === signed) return;
  throw new AwsError(
    "XAmzContentSHA256Mismatch",
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    { members: { ClientComputedContentSHA256: signed, S3ComputedContentSHA256: computed } },
  );
}

/** In hexadecimal digits. */
export function sha256(content: Uint8Array | string): string {
  return hash("sha256", content, "hex");
}
