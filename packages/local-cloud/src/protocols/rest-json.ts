import { AwsError } from "../kernel/aws-error.ts";
import type { Wire, WireRequest, WireResponse } from "../kernel/wire.ts";
import { parseBody } from "./aws-json.ts";

/** One operation's address. `{Name}` in the path becomes input member `Name`; query parameters and the JSON body join it. */
export interface Route {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  /** Status of success; 200 unless told. */
  readonly status?: number;
  /** Query parameter name to input member, where they differ or are wanted: `{ EventSourceArn: "EventSourceArn" }`. */
  readonly query?: Readonly<Record<string, string>>;
  /** For operations whose body or headers are not plain JSON. */
  readonly decode?: (request: WireRequest, parameters: Record<string, string>) => object;
  readonly encode?: (output: never) => WireResponse;
}

/** REST-JSON 1. See https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
export function restJson(signingName: string, routes: readonly Route[]): Wire {
  const compiled = routes.map(route => ({ route, pattern: pathPattern(route.path) }));
  const byOperation = new Map(routes.map(route => [route.operation, route]));
  return {
    claims: (_request, name) => name === signingName,
    decode(request) {
      for (const { route, pattern } of compiled) {
        const found = route.method === request.method ? pattern.exec(request.path) : null;
        if (!found) continue;
        const parameters = Object.fromEntries(
          Object.entries(found.groups ?? {}).map(([name, value]) => [name, decoded(value ?? "")]),
        );
        if (route.decode) return { operation: route.operation, input: route.decode(request, parameters) };
        const query = Object.entries(route.query ?? {}).flatMap(([name, member]) => {
          const value = request.query.get(name);
          return value === null ? [] : [[member, value] as const];
        });
        return {
          operation: route.operation,
          input: { ...parseBody(request), ...Object.fromEntries(query), ...parameters },
        };
      }
      return { operation: `${request.method} ${request.path}`, input: {} };
    },
    encode(operation, output, requestId) {
      const route = byOperation.get(operation);
      const response = route?.encode?.(output as never) ?? {
        status: route?.status ?? 200,
        headers: { "content-type": "application/json" },
        body: output === undefined ? "" : JSON.stringify(output),
      };
      return { ...response, headers: { "x-amzn-requestid": requestId, ...response.headers } };
    },
    encodeError: (error: AwsError, requestId) => ({
      status: error.status,
      headers: { "content-type": "application/json", "x-amzn-requestid": requestId, "x-amzn-errortype": error.code },
      body: JSON.stringify({
        Type: error.status < 500 ? "User" : "Service",
        message: error.message,
        ...error.members,
      }),
    }),
  };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new AwsError("ValidationException", "The path of the request is not well encoded.", { cause });
  }
}

function pathPattern(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}/?$`);
}
