import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { afterEach, expect, it } from "vitest";
import { type Cloud, createCloud } from "../cloud.ts";
import type { Service } from "../kernel/service.ts";
import type { WireRequest } from "../kernel/wire.ts";
import { type HttpEndpoint, serve } from "./http.ts";

const seen: WireRequest[] = [];
/** Answers with what it was sent. */
const echo: Service = {
  name: "echo",
  title: "Echo",
  schema: "",
  operations: { Echo: (input: object) => input },
  wire: {
    claims: () => true,
    decode(request) {
      seen.push(request);
      return { operation: "Echo", input: { text: Buffer.from(request.body).toString() } };
    },
    encode: (_operation, output) => {
      const { text } = output as { text: string };
      return { status: 200, headers: { "x-text": "yes" }, body: text.startsWith("bytes") ? Buffer.from(text) : text };
    },
    encodeError: error => ({ status: error.status, headers: {}, body: error.code }),
  },
};

let cloud: Cloud;
let endpoint: HttpEndpoint;
afterEach(async () => {
  await endpoint.close();
  await cloud.stop();
});

async function boot(options: { maxBytes?: number } = {}): Promise<string> {
  seen.length = 0;
  cloud = createCloud({ services: [echo], storage: "memory", region: "us-east-1", account: "000000000000" });
  endpoint = await serve(cloud, { port: 0, ...options });
  return endpoint.url;
}

it.each(["text äöü", "bytes äöü", "", "x".repeat(300_000)])(
  "carries a body there and back, as text or bytes",
  async body => {
    const url = await boot();
    const response = await fetch(`${url}/a%2Fb?x=1&y=%26`, { method: "POST", body });
    expect(await response.text()).toBe(body);
    expect(response.headers.get("content-length")).toBe(String(Buffer.byteLength(body)));
    expect(seen[0]).toMatchObject({ method: "POST", path: "/a%2Fb" });
    expect(seen[0]?.query.get("y")).toBe("&");
  },
);

it("answers a HEAD with headers alone", async () => {
  const response = await fetch(await boot(), { method: "HEAD" });
  expect(response.headers.get("x-text")).toBe("yes");
  expect(await response.text()).toBe("");
});

it("continues when a client disconnects during a request", async () => {
  const url = await boot();
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  socket.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf");
  socket.resetAndDestroy();
  await once(socket, "close");
  const response = await fetch(url, { method: "POST", body: "next" });
  expect(await response.text()).toBe("next");
});

it("says when its port is taken", async () => {
  const port = Number(new URL(await boot()).port);
  await expect(serve(cloud, { port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

it("reads a request by another name, or of a web page from elsewhere, no further than its headers", async () => {
  const url = await boot();
  for (const headers of [{ host: "evil.example" }, { origin: "https://evil.example" }]) {
    const sent = request(url, { method: "POST", headers });
    sent.end("never read");
    const [answer] = await once(sent, "response");
    answer.resume();
    expect(answer.statusCode).toBe(403);
  }
  expect(seen).toEqual([]);
});

it.each(["announced", "chunked"])("refuses a body that is too large, %s, and serves the next", async way => {
  const url = await boot({ maxBytes: 1_000 });
  const sent = request(url, { method: "POST", headers: way === "chunked" ? { "transfer-encoding": "chunked" } : {} });
  sent.on("error", () => {}); // It may be cut off while it still writes.
  sent.end("x".repeat(5_000));
  const [answer] = await once(sent, "response");
  answer.resume();
  expect(answer.statusCode).toBe(413);
  expect(await (await fetch(url, { method: "POST", body: "y".repeat(1_000) })).text()).toHaveLength(1_000);
  expect(seen).toHaveLength(1);
});

it("lets who asks from elsewhere read beside AWS's services, and change nothing", async ({ skip }) => {
  const addresses = Object.values(networkInterfaces()).flatMap(found => found ?? []);
  const elsewhere = addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
  if (elsewhere === undefined) return skip("this machine has no address but loopback");
  cloud = createCloud({ services: [echo], storage: "memory", region: "us-east-1", account: "000000000000" });
  const asked: string[] = [];
  const aside = async ({ method }: WireRequest) => {
    asked.push(method);
    return { status: 200, headers: {}, body: "" };
  };
  endpoint = await serve(cloud, { port: 0, host: "0.0.0.0", aside });
  const { port } = new URL(endpoint.url);
  const statusOf = async (host: string, method: string) =>
    (await fetch(`http://${host}:${port}/_tributary/deployments`, { method })).status;
  expect(await statusOf(elsewhere, "PUT")).toBe(403);
  expect(await statusOf(elsewhere, "GET")).toBe(200);
  expect(await statusOf("127.0.0.1", "PUT")).toBe(200);
  expect(asked).toEqual(["GET", "PUT"]);
});
