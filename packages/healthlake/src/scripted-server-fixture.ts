import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createFhirClient, type FhirClient, type FhirClientOptions } from "./fhir-client.ts";
import { expectedSignature, type WireRequest } from "./signature-fixture.ts";

/** What the server does with the next request: answers, or breaks off in the middle of a body. */
export type Step =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly truncated: string };

/** A data store that follows a script, one step per request, and records the requests. */
export interface ScriptedServer {
  readonly client: FhirClient;
  readonly requests: readonly WireRequest[];
  /** The pauses that the client made, in milliseconds. */
  readonly pauses: readonly number[];
  script(...steps: readonly Step[]): void;
  close(): Promise<void>;
}

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

/** Starts it on a free port, with a client that waits for nothing; `random` is one half. It checks every signature. */
export async function scriptedServer(options: Partial<FhirClientOptions> = {}): Promise<ScriptedServer> {
  const steps: Step[] = [];
  const requests: WireRequest[] = [];
  const pauses: number[] = [];
  const server = createServer((request, response) => {
    void readRequest(request).then(wire => {
      requests.push(wire);
      const { stated, expected } = expectedSignature(wire, credentials.secretAccessKey);
      if (stated !== expected) answer(response, { status: 403, body: outcome("security") });
      else answer(response, steps.shift() ?? { status: 500, body: outcome("script-ended") });
    });
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  let keys = 0;
  const client = createFhirClient({
    region: "eu-west-1",
    datastoreId: "d1",
    credentials,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    random: () => 0.5,
    sleep: async ms => void pauses.push(ms),
    newIdempotencyKey: () => `key-${++keys}`,
    ...options,
  });
  return {
    client,
    requests,
    pauses,
    script: (...more) => void steps.push(...more),
    close: () => new Promise(resolve => server.close(() => resolve()).closeAllConnections()),
  };
}

/** An OperationOutcome with one issue, and a text that quotes data. */
export function outcome(code: string): unknown {
  const diagnostics = "Patient Smith-Jones is not what it was";
  return {
    resourceType: "OperationOutcome",
    issue: [{ severity: "error", code, diagnostics, expression: ["Patient.name"] }],
  };
}

async function readRequest(request: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return { method: request.method ?? "", target: request.url ?? "", headers, body: Buffer.concat(chunks).toString() };
}

function answer(response: ServerResponse, step: Step): void {
  if ("truncated" in step) {
    response.writeHead(200, { "content-length": step.truncated.length + 100 });
    response.write(step.truncated, () => response.destroy());
    return;
  }
  const text = step.body === undefined ? "" : typeof step.body === "string" ? step.body : JSON.stringify(step.body);
  response.writeHead(step.status, { "x-amzn-requestid": "request-1", ...step.headers }).end(text);
}
