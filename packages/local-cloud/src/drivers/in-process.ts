import { Readable } from "node:stream";
import type { HttpHandlerOptions, HttpRequest, HttpResponse, RequestHandler } from "@smithy/types";
import type { Cloud } from "../cloud.ts";

/**
 * A `requestHandler` for AWS SDK v3 clients that reaches a cloud without a network.
 * Requests are serialised and signed as ever, so what works here works over HTTP.
 */
export function inProcess(cloud: Pick<Cloud, "handle">): RequestHandler<HttpRequest, HttpResponse, HttpHandlerOptions> {
  return {
    metadata: { handlerProtocol: "http/1.1" },
    async handle(request) {
      const response = await cloud.handle({
        method: request.method,
        path: request.path,
        query: new URLSearchParams(
          Object.entries(request.query ?? {}).flatMap(([name, value]) =>
            (Array.isArray(value) ? value : [value ?? ""]).map((item): [string, string] => [name, item]),
          ),
        ),
        headers: Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
        ),
        body: await readBody(request.body),
      });
      return {
        response: {
          statusCode: response.status,
          headers: { ...response.headers },
          body: Readable.from(request.method === "HEAD" ? [] : [Buffer.from(response.body)]),
        },
      };
    },
  };
}

async function readBody(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return Buffer.from(body);
  // Take a plain view: the SDK's bodies offer string methods and warn when these are called.
  if (body instanceof Uint8Array) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
