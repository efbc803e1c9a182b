import { errorName } from "@tributary/contract/error-name";
import type { SignRequest } from "./sign-request.ts";

/**
 * Returns an access token of the data store's authorization server, a new one each time: it is called again when the last
 * was rejected.
 */
export type TokenProvider = () => Promise<string>;

/** Tokens in place of signatures. */
export interface BearerAuthorization {
  readonly sign: SignRequest;
  /** Forgets the token that these headers had, unless it is another by now. */
  readonly forget: (signed: Readonly<Record<string, string>>) => void;
}

/** A token as HTTP may carry it (RFC 6750, 2.1). Any other would stand in the error of what sends it. */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
/** Names under which a machine reaches itself: nobody else hears what is sent there. */
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/** There is no token to send. The message holds none, and nothing that the provider said. */
export class NoTokenError extends Error {
  override readonly name = "NoTokenError";
}

/**
 * Authorizes requests by SMART on FHIR's bearer tokens (hl7.org/fhir/smart-app-launch), each token for as long as the data
 * store accepts it. Throws if the base would carry it in clear text over a network.
 */
export function bearerAuthorization(base: URL, provide: TokenProvider): BearerAuthorization {
  if (base.protocol !== "https:" && !LOOPBACK.test(base.hostname))
    throw new TypeError("An access token is sent over HTTPS alone: the endpoint is not https.");
  let held: Promise<string> | undefined;
  let last: string | undefined;
  const token = async () => {
    held ??= authorization(provide);
    const asked = held;
    try {
      return await asked;
    } catch (error) {
      if (held === asked) held = undefined;
      throw error;
    }
  };
  return {
    async sign({ headers }) {
      last = await token();
      return { ...headers, authorization: last };
    },
    forget({ authorization: refused }) {
      if (refused === last) held = undefined;
    },
  };
}

async function authorization(provide: TokenProvider): Promise<string> {
  let token: unknown;
  try {
    token = await provide();
  } catch (error) {
    // The message may quote a request with its secrets: the name is enough.
    throw new NoTokenError(`The provider of access tokens failed with ${errorName(error)}.`);
  }
  if (typeof token !== "string" || !TOKEN.test(token))
    throw new NoTokenError("The provider of access tokens gave something that is no bearer token.");
  return `Bearer ${token}`;
}
