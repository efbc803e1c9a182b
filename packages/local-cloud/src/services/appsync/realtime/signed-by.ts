import { AwsError } from "../../../kernel/aws-error.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import { readCredential } from "../../../kernel/read-credential.ts";
import type { SocketContext } from "../../../kernel/service.ts";
import type { WireRequest } from "../../../kernel/wire.ts";
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
 * The access key that signed a connection or a message, from its headers. It signs a request to the HTTP endpoint, whose body
 * is what it asks for: nothing for a connection.
 * https://docs.aws.amazon.com/appsync/latest/eventapi/event-api-websocket-protocol.html
 */
export function signedBy(context: SocketContext, operation: string, headers: unknown, asked: object = {}): string {
  if (typeof headers !== "object" || headers === null) throw unauthorized("Required headers are missing.");
  const body = Buffer.from(JSON.stringify(asked));
  const request: WireRequest = {
    ...{ method: "POST", path: "/event", query: new URLSearchParams(), body, isFromNetwork: true },
    headers: {
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])),
      "content-length": String(body.length),
    },
  };
  const { accessKeyId, signingName } = readCredential(request);
  if (accessKeyId === "" || signingName !== "appsync")
    throw unauthorized("The local cloud authorises Event APIs by IAM alone: sign for appsync. See FIDELITY.md.");
  try {
    context.authenticate(operation, request);
  } catch (error) {
    throw error instanceof AwsError ? unauthorized(error.message) : error;
  }
  return accessKeyId;
}
