import { AwsError } from "../../kernel/aws-error.ts";
import type { WireRequest } from "../../kernel/wire.ts";
import { writeAwsTime } from "./aws-time.ts";

/** How a service names the faults of signatures, by the protocol of the request. */
export type Dialect = "json" | "rest" | "query" | "s3";

/** The protocol in which a request of a service came. */
export function dialectOf(service: string, { headers, query }: WireRequest): Dialect {
  if (service === "s3") return "s3";
  if (headers["x-amz-target"] !== undefined) return "json";
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  return (isForm && service !== "healthlake-fhir") || query.has("Action") ? "query" : "rest";
}

/** A fault of a signature. */
export type Fault = "missing" | "incomplete" | "unknown key" | "unknown token" | "mismatch" | "expired token";

type Shape = readonly [code: string, status: number, message?: string];

const UNKNOWN = "The security token included in the request is invalid.";
const EXPIRED = "The security token included in the request is expired";
const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

/** Answers of services that speak JSON, which all have status 400 (as DynamoDB's) or 403 but for what is incomplete (as Lambda's). */
const inJson = (status: number): Readonly<Record<Fault, Shape>> => ({
  missing: ["MissingAuthenticationTokenException", status, "Request is missing Authentication Token"],
  incomplete: ["IncompleteSignatureException", 400],
  "unknown key": ["UnrecognizedClientException", status, UNKNOWN],
  "unknown token": ["UnrecognizedClientException", status, UNKNOWN],
  mismatch: ["InvalidSignatureException", status, MISMATCH],
  "expired token": ["ExpiredTokenException", status, EXPIRED],
});

const shapes: Readonly<Record<Dialect, Readonly<Record<Fault, Shape>>>> = {
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
  json: inJson(400),
  rest: inJson(403),
  // https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
  query: {
    missing: ["MissingAuthenticationToken", 403, "Request is missing Authentication Token"],
    incomplete: ["IncompleteSignature", 400],
    "unknown key": ["InvalidClientTokenId", 403, UNKNOWN],
    "unknown token": ["InvalidClientTokenId", 403, UNKNOWN],
    mismatch: ["SignatureDoesNotMatch", 403, MISMATCH],
    "expired token": ["ExpiredToken", 403, EXPIRED],
  },
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
  s3: {
    missing: ["AccessDenied", 403, "Access Denied"],
    incomplete: ["AuthorizationHeaderMalformed", 400],
    "unknown key": ["InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records."],
    "unknown token": ["InvalidToken", 400, "The provided token is malformed or otherwise invalid."],
    mismatch: [
      "SignatureDoesNotMatch",
      403,
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    ],
    "expired token": ["ExpiredToken", 400, "The provided token has expired."],
  },
};

/** The error of a service for a fault; with a message of its own where it has one. */
export function signatureError(dialect: Dialect, fault: Fault, message?: string): AwsError {
  const [code, status, usual = ""] = shapes[dialect][fault];
  return new AwsError(code, message ?? usual, { status });
}

/** For what another algorithm has signed: Signature Version 2, or 4A. */
export function wrongAlgorithm(dialect: Dialect, name: string): AwsError {
  const message = name.startsWith("AWS4-ECDSA-P256-SHA256")
    ? "The local cloud does not verify AWS4-ECDSA-P256-SHA256 (SigV4a). Please use AWS4-HMAC-SHA256."
    : "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.";
  return dialect === "s3"
    ? new AwsError("InvalidRequest", message)
    : signatureError(dialect, dialect === "query" ? "incomplete" : "mismatch", message);
}

/** For a request signed too long ago, or ahead of the cloud's clock. Its `date` lets clients mend their own. */
export function skewed(dialect: Dialect, signedAt: number, now: number, allowed: number): AwsError {
  if (dialect === "s3")
    return new AwsError(
      "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large.",
      {
        status: 403,
        members: {
          RequestTime: writeAwsTime(signedAt),
          ServerTime: new Date(now).toISOString().replace(/\.\d+/, ""),
          MaxAllowedSkewMilliseconds: allowed,
        },
      },
    );
  const minutes = allowed / 60_000;
  const [signed, today] = [writeAwsTime(signedAt), writeAwsTime(now)];
  return signatureError(
    dialect,
    "mismatch",
    signedAt < now
      ? `Signature expired: ${signed} is now earlier than ${writeAwsTime(now - allowed)} (${today} - ${minutes} min.)`
      : `Signature not yet current: ${signed} is still later than ${writeAwsTime(now + allowed)} (${today} + ${minutes} min.)`,
  );
}

/** For a presigned URL of S3 past its time. https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html */
export function urlExpired(signedAt: number, expires: number, now: number): AwsError {
  const text = (at: number) => new Date(at).toISOString().replace(/\.\d+/, "");
  return new AwsError("AccessDenied", "Request has expired", {
    status: 403,
    members: { "X-Amz-Expires": expires, Expires: text(signedAt + expires * 1_000), ServerTime: text(now) },
  });
}
