import { AwsError, unsupported } from "../kernel/aws-error.ts";
import type { Wire } from "../kernel/wire.ts";
import { compilePick } from "../models/pick-modelled.ts";
import { serviceTable } from "../models/service-table.ts";
import { parseBody } from "./aws-json.ts";
import { type HttpBinding, httpBinding, readBound, type Times, writeBound } from "./http-binding.ts";
import { restRoutes } from "./rest-routes.ts";

/** Options of a service that speaks REST-JSON. */
export interface RestJsonOptions {
  /** The service in signatures. */
  readonly signingName: string;
  /** Its name for people. */
  readonly title: string;
  /** Its file in `models`, without the ending. */
  readonly model: string;
  /** Routes of operations that are no part of its model: JSON in, JSON out. */
  readonly beside?: Readonly<Record<string, string>>;
}

/** Points in time are seconds, in JSON and in inputs. */
const seconds: Times = { read: milliseconds => milliseconds / 1000, milliseconds: value => Number(value) * 1000 };

const headers = (requestId: string) => ({ "content-type": "application/json", "x-amzn-requestid": requestId });

/**
 * REST-JSON 1, by the service's table: labels, query and headers become members beside those of the JSON body, or beside the
 * body as it is. See https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export function restJson({ signingName, title, model, beside = {} }: RestJsonOptions): Wire {
  const parts = lazy(() => {
    const table = serviceTable(model);
    return { table, route: restRoutes({ ...table.routes, ...beside }), pick: compilePick(table) };
  });
  const bindings = new Map<string, HttpBinding>();
  const binding = (structure: string): HttpBinding => {
    let found = bindings.get(structure);
    if (found === undefined) {
      found = httpBinding(parts().table, structure);
      bindings.set(structure, found);
    }
    return found;
  };
  return {
    // An unsigned request is this service's to refuse.
    claims: (request, name) =>
      name === signingName ||
      (name === undefined && request.headers.authorization === undefined && parts().route(request) !== undefined),
    decode(request) {
      const routed = parts().route(request);
      if (!routed)
        throw unsupported(title, `${request.method} ${request.path}`, "UnknownOperationException", NOT_FOUND);
      const { operation, labels } = routed;
      if (operation in beside) return { operation, input: parseBody(request) };
      const spec = parts().table.operations[operation];
      if (spec === undefined) throw unsupported(title, operation, "UnknownOperationException", NOT_FOUND);
      const bound = binding(spec[0]);
      const input: Record<string, unknown> = {};
      if (bound.payload === undefined) Object.assign(input, bound.body.length > 0 ? parseBody(request) : {});
      else if (request.body.length > 0)
        input[bound.payload.name] = bound.payload.type.kind === "stream" ? request.body : parseBody(request);
      readBound(bound, request, decodedLabels(labels), seconds, input);
      return { operation, input };
    },
    encode(operation, output, requestId) {
      if (operation in beside) return { status: 200, headers: headers(requestId), body: JSON.stringify(output ?? {}) };
      const { table, pick } = parts();
      const [, structure = "unit", traits] = table.operations[operation] ?? [];
      const value = (output ?? {}) as Readonly<Record<string, unknown>>;
      const bound = binding(structure);
      const success = Number((traits as { readonly http?: readonly unknown[] } | undefined)?.http?.[2] ?? 200);
      const status = Number((bound.status && value[bound.status]) ?? success);
      const payload = bound.payload && value[bound.payload.name];
      const body =
        structure === "unit" || status === NO_CONTENT
          ? ""
          : bound.payload === undefined
            ? JSON.stringify(pick(structure)(value))
            : bound.payload.type.kind === "stream"
              ? ((payload ?? "") as Uint8Array | string)
              : JSON.stringify(payload ?? {});
      return { status, headers: writeBound(bound, value, seconds, headers(requestId)), body };
    },
    encodeError: (error: AwsError, requestId) => ({
      status: parts().table.errors[error.code]?.[0] ?? error.status,
      headers: { ...headers(requestId), "x-amzn-errortype": error.code },
      body: JSON.stringify({
        Type: error.status < 500 ? "User" : "Service",
        message: error.message,
        ...error.members,
      }),
    }),
  };
}

const NO_CONTENT = 204;
const NOT_FOUND = 404;

function lazy<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}

function decodedLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  const decoded: Record<string, string> = {};
  try {
    for (const name in labels) decoded[name] = decodeURIComponent(labels[name] ?? "");
  } catch (cause) {
    throw new AwsError("ValidationException", "The path of the request is not well encoded.", { cause });
  }
  return decoded;
}
