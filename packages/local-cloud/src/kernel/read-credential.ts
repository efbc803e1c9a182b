import type { WireRequest } from "./wire.ts";

/** Whose signature a request has: `AKID/20260101/us-east-1/dynamodb/aws4_request`, from the header or a presigned URL. */
export interface Credential {
  /** Empty where there is none. */
  readonly accessKeyId: string;
  /** What follows the access key id. */
  readonly scope: readonly string[];
  /** The service in it. */
  readonly signingName: string | undefined;
}

/** Reads the one place that says who signed a request; whether that is so, the signature shows. */
export function readCredential(request: WireRequest): Credential {
  const { authorization } = request.headers;
  // A URL that names no algorithm has no signature either: it must not say who signed.
  const inUrl = request.query.has("X-Amz-Algorithm") ? request.query.get("X-Amz-Credential") : undefined;
  const text = (authorization === undefined ? inUrl : /Credential=([^,\s]+)/.exec(authorization)?.[1]) ?? "";
  // A URL presigned by version 2, which only S3 takes.
  const older = request.query.get("AWSAccessKeyId");
  if (text === "" && older) return { accessKeyId: older, scope: [], signingName: "s3" };
  const parts = text.split("/");
  const isWhole = parts.length >= 5;
  return {
    accessKeyId: isWhole ? parts.slice(0, -4).join("/") : "",
    scope: isWhole ? parts.slice(-4) : [],
    signingName: parts.at(-2),
  };
}
