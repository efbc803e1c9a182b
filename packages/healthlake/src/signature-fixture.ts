import { createHash, createHmac } from "node:crypto";

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, untouched. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * What the signature of a request must be, worked out from what a server sees and from the headers that the request says
 * are signed, independently of what signed it
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
export function expectedSignature(request: WireRequest, secretAccessKey: string): { stated: string; expected: string } {
  const { method, target, headers, body } = request;
  const { authorization = "" } = headers;
  const [, scope = "", signedHeaders = "", stated = ""] =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  const [path = "", query = ""] = target.split("?");
  const canonical = [
    method,
    path.split("/").map(encodeAll).join("/"),
    query
      .split("&")
      .filter(pair => pair !== "")
      .map(pair => (pair.includes("=") ? pair : `${pair}=`))
      .sort()
      .join("&"),
    ...signedHeaders.split(";").map(name => `${name}:${(headers[name] ?? "").trim().replace(/ +/g, " ")}`),
    "",
    signedHeaders,
    createHash("sha256").update(body).digest("hex"),
  ].join("\n");
  const text = [
    "AWS4-HMAC-SHA256",
    headers["x-amz-date"],
    scope,
    createHash("sha256").update(canonical).digest("hex"),
  ].join("\n");
  const key = scope.split("/").reduce<string | Buffer>((from, part) => hmac(from, part), `AWS4${secretAccessKey}`);
  return { stated, expected: hmac(key, text).toString("hex") };
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function encodeAll(text: string): string {
  return [...Buffer.from(text)]
    .map(byte =>
      /[A-Za-z0-9\-._~]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .join("");
}
