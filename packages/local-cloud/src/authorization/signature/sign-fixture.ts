import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import type { HttpRequest } from "@smithy/types";
import type { WireRequest } from "../../kernel/wire.ts";

/** What is to be signed. */
export interface Unsigned {
  readonly service: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export const test: Signer = { accessKeyId: "test", secretAccessKey: "test" };

/** SHA-256 as the signer of AWS's clients asks for it. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash("sha256") : createHmac("sha256", secret as string | NodeJS.ArrayBufferView);
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(data as string | NodeJS.ArrayBufferView);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

/** A request as it comes over the network, signed by AWS's own implementation: in its header, or in its URL for some seconds. */
export async function signed(
  { service, method = "POST", path = "/", query = {}, headers = {}, body = "" }: Unsigned,
  { at, by = test, seconds }: { at: number; by?: Signer; seconds?: number },
): Promise<WireRequest> {
  const isS3 = service === "s3";
  const signer = new SignatureV4({
    ...{ service, region: "us-east-1", credentials: by, sha256: Sha256, applyChecksum: isS3 },
    uriEscapePath: !isS3,
  });
  const request = {
    ...{ method, protocol: "http:", hostname: "localhost", path },
    query: { ...query },
    headers: { host: "localhost", ...headers },
    ...(body !== "" && { body }),
  };
  const made: HttpRequest =
    seconds === undefined
      ? await signer.sign(request, { signingDate: new Date(at) })
      : await signer.presign(
          { ...request, headers: { ...request.headers, ...(isS3 && { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" }) } },
          { signingDate: new Date(at), expiresIn: seconds },
        );
  return {
    ...{ method, path },
    query: new URLSearchParams(made.query as Record<string, string>),
    headers: Object.fromEntries(Object.entries(made.headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(body),
    isFromNetwork: true,
  };
}
