import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Cloud } from "../cloud.ts";
import type { WireRequest, WireResponse } from "../kernel/wire.ts";
import { foreignRequest, isLocal, mayControl } from "./foreign-request.ts";
import type { LocalCertificate } from "./local-certificate.ts";
import { readRequest } from "./read-request.ts";
import { takeTls } from "./tls-on-port.ts";
import { acceptSockets } from "./web-sockets.ts";

/** A cloud that listens. */
export interface HttpEndpoint {
  /** For `AWS_ENDPOINT_URL`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Where a cloud listens, and what it serves beside AWS's services. */
export interface ServeOptions {
  readonly port?: number;
  readonly host?: string;
  readonly maxBytes?: number;
  /** Answers requests below `/_tributary/`: no bucket has a name with an underscore. */
  readonly aside?: (request: WireRequest) => Promise<WireResponse>;
  /** Of TLS on the same port; without it, there is none. Asked for at the first connection. */
  readonly certificate?: () => Promise<LocalCertificate>;
  /** Hears of each client that does not trust the certificate. */
  readonly onCertificateRefused?: () => void;
}

const ASIDE = "/_tributary/";

/** The largest request, in bytes: it is held in memory. A larger object goes up in parts. */
const REQUEST_MAX_BYTES = 64 * 1024 * 1024;
/** Milliseconds for the headers of a request, and for all of it: who is slower is cut off. */
const HEADERS_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 120_000;

/** Serves a cloud over HTTP, by default on loopback. Port 0 picks a free one. Rejects if the port is taken. */
export async function serve(
  cloud: Pick<Cloud, "handle"> & Partial<Pick<Cloud, "socketsAt">>,
  {
    port = 4566,
    host = "127.0.0.1",
    maxBytes = REQUEST_MAX_BYTES,
    aside,
    certificate,
    onCertificateRefused,
  }: ServeOptions = {},
): Promise<HttpEndpoint> {
  const onLoopback = isLocal(host);
  const answer = async (incoming: IncomingMessage): Promise<WireResponse> => {
    const foreign = foreignRequest(incoming.headers as Record<string, string>, onLoopback);
    if (foreign !== undefined) return refusal(403, "AccessDeniedException", foreign);
    if (Number(incoming.headers["content-length"] ?? 0) > maxBytes) return tooLarge(maxBytes);
    const body = await readBody(incoming, maxBytes);
    if (!body) return tooLarge(maxBytes);
    const request = readRequest(incoming, body);
    if (!aside || !request.path.startsWith(ASIDE)) return cloud.handle(request);
    return mayControl(request.method, incoming.socket.remoteAddress)
      ? aside(request)
      : refusal(403, "AccessDeniedException", "Only the machine that the local cloud runs on may change it this way.");
  };
  const server = createServer(async (incoming, outgoing) => {
    try {
      write(outgoing, await answer(incoming), incoming);
    } catch {
      outgoing.destroy(); // The client disconnected in the middle of its request.
    }
  });
  server.keepAliveTimeout = 60_000;
  server.headersTimeout = HEADERS_TIMEOUT;
  server.requestTimeout = REQUEST_TIMEOUT;
  const cutOff = certificate && takeTls(server, certificate, onCertificateRefused);
  const { socketsAt } = cloud;
  const closeSockets = socketsAt && acceptSockets(server, { socketsAt }, onLoopback);
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
        cutOff?.();
        closeSockets?.();
        server.closeAllConnections();
      }),
  };
}

/** Text goes out in one write with the headers. A connection with an unread body is of no use any more. */
function write(outgoing: ServerResponse, response: WireResponse, incoming: IncomingMessage): void {
  const { body, status, cookies } = response;
  const ended = incoming.complete ? {} : { connection: "close" };
  outgoing.writeHead(status, {
    "content-length": Buffer.byteLength(body),
    ...response.headers,
    ...(cookies && { "set-cookie": [...cookies] }),
    ...ended,
  });
  outgoing.end(incoming.method === "HEAD" ? undefined : body);
}

function refusal(status: number, code: string, message: string): WireResponse {
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-errortype": code },
    body: JSON.stringify({ __type: code, message }),
  };
}

function tooLarge(maxBytes: number): WireResponse {
  return refusal(413, "RequestEntityTooLargeException", `A request may carry at most ${maxBytes} bytes.`);
}

/** Undefined as soon as it is larger than it may be. */
function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        incoming.pause();
        resolve(undefined);
      }
    });
    incoming.on("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    incoming.on("error", reject); // Also when the client disconnects before its request is complete.
  });
}
