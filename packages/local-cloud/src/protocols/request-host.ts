import type { Wire } from "../kernel/wire.ts";

/** The key under which wire formats store the host of the request, so that addresses in its answer lead back to it. */
export const hostOf: unique symbol = Symbol("host");

/** An input, with the host that it came in by unless it was made in process. */
export interface FromHost {
  readonly [hostOf]?: string | undefined;
}

/** Host of the cloud for calls that came in by none: nothing that is sent there leaves this machine. */
const DEFAULT_HOST = "localhost:4566";
/** Of a client in process that was given no endpoint: what it never sent there, others would. */
const OF_AWS = /\.amazonaws\.com(\.cn)?(:\d+)?$/i;

/** The cloud's address as the caller reaches it, without a slash at the end; never one of AWS. */
export function cloudAddress({ [hostOf]: host }: FromHost): string {
  return `http://${host && !OF_AWS.test(host) ? host : DEFAULT_HOST}`;
}

/** A wire format that leaves the host of each request in its input. */
export function keepingHost(wire: Wire): Wire {
  return {
    ...wire,
    decode(request) {
      const { operation, input } = wire.decode(request);
      return { operation, input: Object.assign(input, { [hostOf]: request.headers.host }) };
    },
  };
}
