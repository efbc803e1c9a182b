import { createHash } from "node:crypto";
import { type Input, optionalText } from "../read-input.ts";
import { validationError } from "../validation-error.ts";

/** The token that continues the same request after this key. */
export function nextToken(input: Input, last: object): string {
  return Buffer.from(JSON.stringify({ request: requestHash(input), last })).toString("base64url");
}

/** The key after which a request continues; undefined at its beginning. */
export function startOf(input: Input): unknown {
  const text = optionalText(input, "NextToken");
  if (text === undefined) return undefined;
  const token = parsed(text);
  if (!token?.last) throw validationError("Invalid NextToken");
  if (token.request !== requestHash(input)) throw validationError("NextToken does not match request");
  return token.last;
}

function parsed(text: string): { request?: unknown; last?: unknown } | undefined {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    return undefined;
  }
}

function requestHash({ Statement, Parameters }: Input): string {
  return createHash("sha256")
    .update(JSON.stringify([Statement, Parameters]))
    .digest("base64url");
}
