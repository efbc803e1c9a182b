import type { AwsError } from "./aws-error.ts";

/** A request as HTTP carries it. */
export interface WireRequest {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Whether it came over a network, so that anyone on this machine may have sent it: its signature is verified then. */
  readonly isFromNetwork?: boolean;
}

/** A response as HTTP carries it. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Headers `Set-Cookie`, of which there may be several. */
  readonly cookies?: readonly string[];
  readonly body: Uint8Array | string;
}

/** The wire format of one service. */
export interface Wire {
  /** Whether the request is for this service; `signingName` is the service in its signature, if it has one. */
  claims(request: WireRequest, signingName: string | undefined): boolean;
  /** The operation and its input; an `AwsError` when the request cannot be read. */
  decode(request: WireRequest): { operation: string; input: object };
  encode(operation: string, output: unknown, requestId: string): WireResponse;
  encodeError(error: AwsError, requestId: string): WireResponse;
}
