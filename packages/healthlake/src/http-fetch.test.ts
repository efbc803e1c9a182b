import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { httpFetch } from "./http-fetch.ts";

let server: Server | undefined;
afterEach(() => new Promise(resolve => server?.close(resolve).closeAllConnections()));

async function listening(listener: RequestListener): Promise<{ url: string; connections: () => number }> {
  let connections = 0;
  server = createServer(listener).on("connection", () => connections++);
  await new Promise<void>(resolve => server?.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/a?b=c`,
    connections: () => connections,
  };
}

const get = (signal = new AbortController().signal) =>
  ({ method: "GET", headers: { accept: "x/y" }, signal, redirect: "error" }) as const;

describe("calls over HTTP", () => {
  it("carry requests and answers over one connection", async () => {
    const { url, connections } = await listening(async (request, response) => {
      const chunks = await request.toArray();
      response.setHeader("etag", 'W/"3"');
      response.setHeader("x-many", ["a", "b"]);
      response.write(Buffer.from("é").subarray(0, 1)); // A character in two parts.
      setImmediate(() => {
        response.write(Buffer.from("é").subarray(1));
        response.end(`${request.method} ${request.url} ${request.headers.accept} ${Buffer.concat(chunks)}`);
      });
    });
    const first = await httpFetch(url, get());
    expect([first.status, await first.text()]).toEqual([200, "éGET /a?b=c x/y "]);
    expect(["ETag", "x-many", "none"].map(name => first.headers.get(name))).toEqual(['W/"3"', "a, b", null]);
    const second = await httpFetch(url, { ...get(), method: "PUT", body: "ü" });
    expect(await second.text()).toBe("éPUT /a?b=c x/y ü");
    expect(connections()).toBe(1);
  });

  it("end when aborted: before they are made, before the answer, and in the middle of it", async () => {
    const reason = new Error("No time left.");
    const ended = new AbortController();
    ended.abort(reason);
    const { url } = await listening(() => expect.unreachable());
    await expect(httpFetch(url, get(ended.signal))).rejects.toBe(reason);

    for (const begins of [false, true]) {
      server?.close();
      const waiting = new AbortController();
      const silent = await listening((_request, response) => {
        if (begins) response.write("{", () => waiting.abort(reason));
        else waiting.abort(reason);
      });
      await expect(httpFetch(silent.url, get(waiting.signal))).rejects.toThrow();
    }
  });

  it("fail on half an answer, and when nobody listens", async () => {
    const { url } = await listening((_request, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("{", () => response.destroy());
    });
    await expect(httpFetch(url, get())).rejects.toThrow();
    await new Promise(resolve => server?.close(resolve).closeAllConnections());
    await expect(httpFetch(url, get())).rejects.toThrow("ECONNREFUSED");
  });
});
