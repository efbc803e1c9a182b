import { AwsError } from "../../kernel/aws-error.ts";
import type { WireRequest } from "../../kernel/wire.ts";
import { canonicalRequest } from "./canonical-request.ts";
import { areChunksSigned } from "./check-chunks.ts";
import { checkPayload, sha256, signedPayloadHash } from "./payload-hash.ts";
import { ALGORITHM, readSignature, type Signature } from "./read-signature.ts";
import { type Dialect, dialectOf, signatureError, skewed, urlExpired, wrongAlgorithm } from "./signature-errors.ts";
import { signingKeys } from "./signing-keys.ts";
import { isVersion2Url, readVersion2Url, version2Signature } from "./version-2-url.ts";

/** The keys of a signer. */
export interface SigningSecret {
  readonly secret: string;
  /** Of a session: the token that goes with every request. */
  readonly token?: string;
  /** Milliseconds since the epoch. */
  readonly expires?: number;
  /** Whether the secret is only supposed: who signs with another one is no known signer. */
  readonly isSupposed?: boolean;
}

/** Milliseconds that a signature may be older or newer than the cloud's clock. */
const [SKEW, SKEW_OF_S3] = [5 * 60_000, 15 * 60_000];
/** Seconds that a presigned URL may be good for. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
const LONGEST_URL = 604_800;
/** Services whose signatures name another: the streams of DynamoDB, FHIR REST, and function URLs. */
const signingNames: Readonly<Record<string, string>> = {
  "streams.dynamodb": "dynamodb",
  "healthlake-fhir": "healthlake",
  "lambda-url": "lambda",
};

/** Throws what the service answers a request whose signature does not hold. A request without one has none to verify. */
export type VerifySignature = (request: WireRequest, service: string, now: number, secretOf: SecretOf) => void;

type SecretOf = (accessKeyId: string) => SigningSecret | undefined;

/** A verifier of AWS Signature Version 4. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html */
export function signatureVerifier(): VerifySignature {
  const sign = signingKeys();
  return (request, service, now, secretOf) => {
    const dialect = dialectOf(service, request);
    if (dialect === "s3" && isVersion2Url(request)) return verifyVersion2(request, now, secretOf);
    const read = readSignature(request);
    if ("problem" in read) {
      // A bearer token of SMART on FHIR; the data store says whether it takes any.
      if (service === "healthlake-fhir" && /^Bearer\b/i.test(request.headers.authorization ?? "")) return;
      const refused = unreadable(dialect, read);
      if (refused) throw refused;
      return;
    }
    const mismatch =
      checkScope(dialect, read, signingNames[service] ?? service) ?? checkHeaders(dialect, read, request);
    if (mismatch) throw mismatch;
    const known = knownSecret(dialect, read, secretOf);
    checkTime(dialect, read, now);
    const payload = signedPayloadHash(request, dialect === "s3", read.isPresigned);
    const canonical = canonicalRequest(request, read.signedHeaders, payload, dialect === "s3");
    // A header's bytes are one character each, whatever they stand for.
    const hash = sha256(Buffer.from(canonical, "latin1"));
    const signed = (text: string) => sign(known.secret, read, text);
    if (signed(`${ALGORITHM}\n${read.date}\n${read.scope}\n${hash}`) !== read.signature)
      throw signatureError(dialect, known.isSupposed ? "unknown key" : "mismatch");
    if (known.expires !== undefined && now >= known.expires) throw signatureError(dialect, "expired token");
    if (dialect !== "s3") return;
    checkPayload(request, payload);
    if (!areChunksSigned(request, payload, read, signed)) throw signatureError(dialect, "mismatch");
  };
}

function verifyVersion2(request: WireRequest, now: number, secretOf: SecretOf): void {
  const url = readVersion2Url(request);
  const known = knownSecret("s3", url, secretOf);
  if (version2Signature(request, known.secret) !== url.signature)
    throw signatureError("s3", known.isSupposed ? "unknown key" : "mismatch");
  if (now > url.expires) throw urlExpired(url.expires, 0, now);
  if (known.expires !== undefined && now >= known.expires) throw signatureError("s3", "expired token");
}

/** The secret of who says that it signed, with the token that goes with it. */
function knownSecret(
  dialect: Dialect,
  { accessKeyId, token }: Pick<Signature, "accessKeyId" | "token">,
  secretOf: SecretOf,
): SigningSecret {
  const known = secretOf(accessKeyId);
  if (known === undefined) throw signatureError(dialect, "unknown key");
  if (known.token !== token) throw signatureError(dialect, token === undefined ? "unknown key" : "unknown token");
  return known;
}

type Unreadable = Exclude<ReturnType<typeof readSignature>, Signature>;

function unreadable(dialect: Dialect, read: Unreadable): AwsError | undefined {
  if (read.problem === "missing") return undefined;
  if (read.problem === "algorithm") return wrongAlgorithm(dialect, read.name);
  if (read.problem === "both")
    return signatureError(
      dialect,
      dialect === "s3" ? "incomplete" : "mismatch",
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    );
  return signatureError(dialect, "incomplete", read.message);
}

function checkScope(dialect: Dialect, { service, day, date }: Signature, expected: string): AwsError | undefined {
  const fault = dialect === "s3" ? "incomplete" : "mismatch";
  if (service !== expected)
    return signatureError(dialect, fault, `Credential should be scoped to correct service: '${expected}'. `);
  if (day !== date.slice(0, 8))
    return signatureError(
      dialect,
      fault,
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${date.slice(0, 8)}', from '${date}'.`,
    );
  return undefined;
}

/** Headers that clients add after they have signed. */
const unsignable: ReadonlySet<string> = new Set(["x-amz-user-agent", "x-amz-content-sha256"]);

/** Whoever holds a signed request may otherwise change what it does, or send it elsewhere. */
function checkHeaders(dialect: Dialect, { signedHeaders }: Signature, { headers }: WireRequest): AwsError | undefined {
  if (!signedHeaders.includes("host"))
    return signatureError(
      dialect,
      "mismatch",
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  const unsigned = Object.keys(headers).filter(
    name => name.startsWith("x-amz-") && !unsignable.has(name) && !signedHeaders.includes(name),
  );
  if (unsigned.length === 0) return undefined;
  return dialect === "s3"
    ? new AwsError("AccessDenied", "There were headers present in the request which were not signed", {
        status: 403,
        members: { HeadersNotSigned: unsigned.join(", ") },
      })
    : signatureError(dialect, "mismatch", `'${unsigned[0]}' must be a 'SignedHeader' in the AWS Authorization.`);
}

function checkTime(dialect: Dialect, { signedAt, isPresigned, expires }: Signature, now: number): void {
  const allowed = dialect === "s3" ? SKEW_OF_S3 : SKEW;
  if (signedAt > now + allowed || !isPresigned) {
    if (Math.abs(now - signedAt) > allowed) throw skewed(dialect, signedAt, now, allowed);
    return;
  }
  if (
    dialect === "s3" &&
    !(expires !== undefined && Number.isInteger(expires) && expires > 0 && expires <= LONGEST_URL)
  )
    throw new AwsError(
      "AuthorizationQueryParametersError",
      `X-Amz-Expires must be a number of seconds from 1 to ${LONGEST_URL}.`,
    );
  const good = expires ?? allowed / 1_000;
  if (now <= signedAt + good * 1_000) return;
  throw dialect === "s3" ? urlExpired(signedAt, good, now) : skewed(dialect, signedAt, now, good * 1_000);
}
