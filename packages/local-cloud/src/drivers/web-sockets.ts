import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket, WebSocketServer } from "ws";
import type { Cloud } from "../cloud.ts";
import { foreignRequest } from "./foreign-request.ts";
import { readRequest } from "./read-request.ts";

/** The largest message. https://docs.aws.amazon.com/general/latest/gr/appsync.html */
const MESSAGE_MAX_BYTES = 2 * 1024 * 1024;

/** Opens the web sockets of a cloud's services. Returns what closes those that are open. */
export function acceptSockets(server: Server, cloud: Pick<Cloud, "socketsAt">, onLoopback: boolean): () => void {
  let accepting: Promise<WebSocketServer> | undefined;
  let accepted: WebSocketServer | undefined;

  const open = async (incoming: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> => {
    const request = readRequest(incoming, Buffer.alloc(0));
    if (foreignRequest(incoming.headers as Record<string, string>, onLoopback) !== undefined)
      return refuse(stream, "403 Forbidden");
    const service = cloud.socketsAt(request.path);
    const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map(one => one.trim());
    if (service === undefined) return refuse(stream, "404 Not Found");
    if (!offered.includes(service.protocol)) return refuse(stream, "400 Bad Request");
    accepting ??= import("ws").then(
      ({ WebSocketServer }) =>
        new WebSocketServer({
          ...{ noServer: true, maxPayload: MESSAGE_MAX_BYTES },
          handleProtocols: protocols =>
            [...protocols].find(one => cloud.socketsAt(request.path)?.protocol === one) ?? false,
        }),
    );
    accepted = await accepting;
    accepted.handleUpgrade(incoming, stream, head, (socket: WebSocket) => {
      const session = service.open(request, {
        send: text => socket.send(text),
        close: (code, reason) => socket.close(code, reason),
      });
      socket.on("message", data => session.receive(String(data)));
      socket.on("close", () => session.end());
      socket.on("error", () => socket.terminate());
    });
  };

  server.on("upgrade", (incoming, stream, head) => {
    stream.on("error", () => stream.destroy());
    open(incoming, stream, head).catch(() => stream.destroy());
  });
  return () => {
    for (const socket of accepted?.clients ?? []) socket.terminate();
  };
}

function refuse(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
