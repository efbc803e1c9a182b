import { createHmac } from "node:crypto";
import { AwsError } from "../../kernel/aws-error.ts";
import type { WireRequest } from "../../kernel/wire.ts";
import { readAddress } from "../../services/s3/wire/address.ts";

/** Parameters of the query that are part of what is signed. */
const SUBRESOURCES: ReadonlySet<string> = new Set([
  ...["acl", "cors", "delete", "lifecycle", "location", "logging", "notification", "partNumber", "policy"],
  ...["requestPayment", "tagging", "torrent", "uploadId", "uploads", "versionId", "versioning", "versions", "website"],
  ...["response-cache-control", "response-content-disposition", "response-content-encoding"],
  ...["response-content-language", "response-content-type", "response-expires"],
]);

/** A URL presigned by Signature Version 2, as the AWS CLI still makes them for S3 unless told otherwise. */
export interface Version2Url {
  readonly accessKeyId: string;
  readonly signature: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
  readonly token?: string;
}

/** Whether a request comes by such a URL. */
export function isVersion2Url({ headers, query }: WireRequest): boolean {
  return headers.authorization === undefined && query.has("AWSAccessKeyId");
}

/** Reads such a URL; `AccessDenied` where a part is missing. */
export function readVersion2Url({ query }: WireRequest): Version2Url {
  const [accessKeyId, signature, expires] = ["AWSAccessKeyId", "Signature", "Expires"].map(
    name => query.get(name) ?? "",
  );
  if (!accessKeyId || !signature || !/^\d+$/.test(expires ?? ""))
    throw new AwsError(
      "AccessDenied",
      "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters",
      { status: 403 },
    );
  const token = query.get("x-amz-security-token");
  return { accessKeyId, signature, expires: Number(expires) * 1_000, ...(token !== null && { token }) };
}

/** The signature that such a URL must have. https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html */
export function version2Signature(request: WireRequest, secret: string): string {
  const { method, path, query } = request;
  // Clients move headers into the URL.
  const headers = { ...request.headers };
  for (const [name, value] of query) if (/^(x-amz-|content-)/i.test(name)) headers[name.toLowerCase()] = value;
  const own = Object.keys(headers)
    .filter(name => name.startsWith("x-amz-"))
    .sort()
    .map(name => `${name}:${headers[name]?.trim()}\n`);
  const named = [...query].filter(([name]) => SUBRESOURCES.has(name)).sort(([one], [other]) => (one < other ? -1 : 1));
  const parameters = named.map(([name, value]) => (value === "" ? name : `${name}=${value}`)).join("&");
  const { bucket } = readAddress({ ...request, path: "/" });
  const resource = `${bucket === "" ? "" : `/${bucket}`}${path}${parameters === "" ? "" : `?${parameters}`}`;
  const text = [
    ...[method, headers["content-md5"] ?? "", headers["content-type"] ?? "", query.get("Expires") ?? ""],
    `${own.join("")}${resource}`,
  ].join("\n");
  return createHmac("sha1", secret).update(Buffer.from(text, "latin1")).digest("base64");
}
