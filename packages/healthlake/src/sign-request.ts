import { SignatureV4 } from "@smithy/signature-v4";
import { queryOf } from "./fhir-request.ts";
import { Sha256 } from "./sha256.ts";

/** AWS credentials; `sessionToken` for temporary ones. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Credentials, or a function that returns them on demand, as the SDK's providers do. */
export type CredentialSource = Credentials | (() => Promise<Credentials>);

export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Returns a request's headers with its signature, all except `host`, which the transport sets. */
export type SignRequest = (request: UnsignedRequest, now: Date) => Promise<Record<string, string>>;

/** HealthLake's name for signing (docs.aws.amazon.com/general/latest/gr/healthlake.html). */
export const SERVICE = "healthlake";

/** A signer with AWS Signature Version 4, by the SDK's own implementation. */
export function createSigner(region: string, credentials: CredentialSource, service = SERVICE): SignRequest {
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, applyChecksum: true });
  return async ({ method, url, headers, body }, now) => {
    const signed = await signer.sign(
      {
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        ...(url.port !== "" && { port: Number(url.port) }),
        path: url.pathname,
        query: queryOf(url.searchParams),
        headers: { ...headers, host: url.host },
        ...(body !== undefined && { body }),
      },
      { signingDate: now },
    );
    const { host: _host, ...sent } = signed.headers;
    return sent;
  };
}
