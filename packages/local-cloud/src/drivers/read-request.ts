import type { IncomingMessage } from "node:http";
import type { WireRequest } from "../kernel/wire.ts";

/** A request of Node.js's server, with its body read. */
export function readRequest(incoming: IncomingMessage, body: Buffer): WireRequest {
  const target = incoming.url ?? "/";
  const mark = target.indexOf("?");
  return {
    method: incoming.method ?? "GET",
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? "" : target.slice(mark + 1)),
    headers: incoming.headers as Record<string, string>,
    body,
    isFromNetwork: true,
  };
}
