import { readCredential } from "../../kernel/read-credential.ts";
import type { WireRequest } from "../../kernel/wire.ts";
import { awsTime } from "./aws-time.ts";

/** What a request says of its signature. */
export interface Signature {
  readonly isPresigned: boolean;
  readonly accessKeyId: string;
  /** `20260101/us-east-1/s3/aws4_request` */
  readonly scope: string;
  readonly day: string;
  readonly region: string;
  readonly service: string;
  /** As in the string to sign: `20260101T000000Z`. */
  readonly date: string;
  /** Milliseconds since the epoch. */
  readonly signedAt: number;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly token?: string;
  /** Of a presigned URL: seconds that it is good for. */
  readonly expires?: number;
}

/** A request that cannot be verified: what stands in the way. */
export type Unreadable =
  | { readonly problem: "missing" }
  /** Signed in another way; `name` is that of the algorithm. */
  | { readonly problem: "algorithm"; readonly name: string }
  | { readonly problem: "incomplete"; readonly message: string; readonly isPresigned: boolean }
  | { readonly problem: "both" };

export const ALGORITHM = "AWS4-HMAC-SHA256";
const HEADER_PARTS = ["Credential", "Signature", "SignedHeaders"] as const;
const QUERY_PARTS = ["Algorithm", "Credential", "Signature", "SignedHeaders", "Date"] as const;

/**
 * Reads the signature of a request, from its header or its URL.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
export function readSignature(request: WireRequest): Signature | Unreadable {
  const { headers, query } = request;
  const { authorization } = headers;
  const algorithm = query.get("X-Amz-Algorithm");
  if (authorization !== undefined && algorithm !== null) return { problem: "both" };
  if (algorithm !== null) return fromUrl(request, algorithm);
  if (authorization !== undefined) return fromHeader(request, authorization);
  return { problem: "missing" };
}

function fromHeader(request: WireRequest, authorization: string): Signature | Unreadable {
  const { headers } = request;
  const [, name = "", rest = ""] = /^(\S+)\s*(.*)$/s.exec(authorization.trim()) ?? [];
  if (name !== ALGORITHM) return { problem: "algorithm", name };
  const parts = new Map(
    rest.split(",").map((part): [string, string] => {
      const [key = "", ...value] = part.trim().split("=");
      return [key, value.join("=")];
    }),
  );
  const date = headers["x-amz-date"] ?? headers.date;
  const problems = [
    ...HEADER_PARTS.filter(part => !parts.get(part)).map(part => `Authorization header requires '${part}' parameter.`),
    ...(date === undefined
      ? ["Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."]
      : []),
  ];
  const [, signature = "", signed = ""] = HEADER_PARTS.map(part => parts.get(part) ?? "");
  if (problems.length > 0) return incomplete(`${problems.join(" ")} Authorization=${ALGORITHM}`, false);
  return assembled(request, { signature, signed, date: date ?? "", token: headers["x-amz-security-token"] }, false);
}

function fromUrl(request: WireRequest, name: string): Signature | Unreadable {
  if (name !== ALGORITHM) return { problem: "algorithm", name };
  const { query } = request;
  const problems = QUERY_PARTS.filter(part => !query.get(`X-Amz-${part}`)).map(
    part => `AWS query-string parameters must include 'X-Amz-${part}'.`,
  );
  if (problems.length > 0) return incomplete(`${problems.join(" ")} Re-examine the query-string parameters.`, true);
  const [, , signature = "", signed = "", date = ""] = QUERY_PARTS.map(part => query.get(`X-Amz-${part}`) ?? "");
  const read = assembled(request, { signature, signed, date, token: query.get("X-Amz-Security-Token") }, true);
  const expires = query.get("X-Amz-Expires");
  return "problem" in read || expires === null ? read : { ...read, expires: Number(expires) };
}

interface Parts {
  readonly signature: string;
  readonly signed: string;
  readonly date: string;
  readonly token?: string | null | undefined;
}

function assembled(request: WireRequest, { signature, signed, date, token }: Parts, isPresigned: boolean) {
  const { accessKeyId, scope } = readCredential(request);
  const [day = "", region = "", service = "", end = ""] = scope;
  if (accessKeyId === "" || end !== "aws4_request")
    return incomplete(
      "Credential must have at least 5 slash-delimited elements, and end with '/aws4_request', e.g. keyid/date/region/service/aws4_request.",
      isPresigned,
    );
  const { text, at } = awsTime(date) ?? { text: "", at: Number.NaN };
  if (Number.isNaN(at))
    return incomplete("Date must be in ISO-8601 'basic format': 'YYYYMMDD'T'HHMMSS'Z'.", isPresigned);
  return {
    ...{ isPresigned, accessKeyId, day, region, service, signature },
    scope: scope.join("/"),
    ...{ date: text, signedAt: at },
    signedHeaders: signed.toLowerCase().split(";"),
    ...(token ? { token } : {}),
  };
}

function incomplete(message: string, isPresigned: boolean): Unreadable {
  return { problem: "incomplete", message, isPresigned };
}
