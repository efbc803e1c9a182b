import { parseJson } from "../../../kernel/parse-json.ts";
import { unauthorized } from "../appsync-errors.ts";

const PREFIX = "header-";

/** The headers that a client offers as a sub-protocol, as it cannot set any: base64url, after `header-`. */
export function offeredHeaders(protocols: string): unknown {
  const offered = protocols.split(",").map(one => one.trim());
  const encoded = offered.find(one => one.startsWith(PREFIX))?.slice(PREFIX.length);
  if (encoded === undefined) throw unauthorized("Required headers are missing.");
  return parseJson(Buffer.from(encoded, "base64url").toString("utf8"));
}

/**
 * The access key that signed a connection or a message, from its headers.
 * https://docs.aws.amazon.com/appsync/latest/eventapi/event-api-websocket-protocol.html
 */
export function signedBy(headers: unknown): string {
  if (typeof headers !== "object" || headers === null) throw unauthorized("Required headers are missing.");
  const named = Object.entries(headers).map(([name, value]): [string, unknown] => [name.toLowerCase(), value]);
  const { authorization, host, "x-amz-date": date } = Object.fromEntries(named);
  const [, key, service] =
    /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/\d{8}\/[\w-]+\/([\w-]+)\/aws4_request\b/.exec(String(authorization)) ??
    [];
  if (key === undefined || service !== "appsync" || typeof host !== "string" || typeof date !== "string")
    throw unauthorized("The local cloud authorises Event APIs by IAM alone: sign for appsync. See FIDELITY.md.");
  return key;
}
