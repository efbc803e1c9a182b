import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Cloud } from "../cloud.ts";
import type { WireRequest } from "../kernel/wire.ts";

/** A cloud that listens. */
export interface HttpEndpoint {
  /** For `AWS_ENDPOINT_URL`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a cloud over HTTP, on loopback unless told otherwise. Port 0 takes a free one. Rejects when the port is taken. */
export async function serve(cloud: Cloud, { port = 4566, host = "127.0.0.1" } = {}): Promise<HttpEndpoint> {
  const server = createServer(async (incoming, outgoing) => {
    try {
      const response = await cloud.handle(await readRequest(incoming));
      const { body } = response; // Text goes out in one write with the headers.
      outgoing.writeHead(response.status, { "content-length": Buffer.byteLength(body), ...response.headers });
      outgoing.end(incoming.method === "HEAD" ? undefined : body);
    } catch {
      outgoing.destroy(); // The client went away in the middle of its request: nobody to answer.
    }
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const body = await readBody(incoming);
  const target = incoming.url ?? "/";
  const mark = target.indexOf("?");
  return {
    method: incoming.method ?? "GET",
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? "" : target.slice(mark + 1)),
    headers: incoming.headers as Record<string, string>,
    body,
  };
}

function readBody(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    incoming.on("error", reject); // Also when the client goes away before its request is whole.
  });
}
