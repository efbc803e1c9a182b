import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

/** The client's request options. */
export interface HttpInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** Ends the call, whichever way it has come. */
  readonly signal: AbortSignal;
  readonly redirect: "error";
}

/** The part of an answer that the client reads. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
  text(): Promise<string>;
}

/** The part of `fetch` that the client needs. */
export type HttpFetch = (url: string, init: HttpInit) => Promise<HttpAnswer>;

/** A connection that was idle that long is not used again: what is between may have forgotten it. */
const IDLE_MS = 4_000;
const options = { keepAlive: true, timeout: IDLE_MS } as const;

let agents: { readonly "http:": HttpAgent; readonly "https:": HttpsAgent } | undefined;

/**
 * Makes calls over kept-alive connections with Node.js's own HTTP, which takes less CPU than `fetch` for JSON texts. Follows
 * no redirect. Rejects if there is no answer, or only half of one.
 */
export const httpFetch: HttpFetch = (url, { method, headers, body, signal }) =>
  new Promise((resolve, reject) => {
    agents ??= { "http:": new HttpAgent(options), "https:": new HttpsAgent(options) };
    const { protocol, hostname, port, pathname, search } = new URL(url);
    const isPlain = protocol === "http:";
    const request = (isPlain ? httpRequest : httpsRequest)({
      ...{ method, host: unbracketed(hostname), path: pathname + search, agent: agents[isPlain ? "http:" : "https:"] },
      ...(port !== "" && { port }),
      headers: body === undefined ? headers : { ...headers, "content-length": Buffer.byteLength(body) },
    });
    const abort = () => request.destroy(asError(signal.reason));
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    request
      .on("close", () => signal.removeEventListener("abort", abort))
      .on("error", reject)
      .on("response", response => readAnswer(response, { resolve, reject }));
    request.end(body);
  });

function readAnswer(
  response: IncomingMessage,
  { resolve, reject }: { resolve: (answer: HttpAnswer) => void; reject: (error: unknown) => void },
): void {
  const { statusCode: status = 0, headers } = response;
  if (status >= 300 && status < 400 && headers.location !== undefined) {
    response.destroy();
    reject(new Error("The answer is a redirect, which is not followed."));
    return;
  }
  const chunks: Buffer[] = [];
  response
    .on("data", (chunk: Buffer) => chunks.push(chunk))
    .on("error", reject)
    .on("end", () => {
      const text = chunks.length === 1 ? chunks[0]!.toString() : Buffer.concat(chunks).toString();
      resolve({ status, headers: { get: name => headerOf(headers[name.toLowerCase()]) }, text: async () => text });
    });
}

function headerOf(value: string | readonly string[] | undefined): string | null {
  return typeof value === "object" ? value.join(", ") : (value ?? null);
}

/** An IPv6 address as sockets have it. */
function unbracketed(hostname: string): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
