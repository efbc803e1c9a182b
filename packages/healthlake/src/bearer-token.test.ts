import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { createFhirClient, type FhirClientOptions } from "./fhir-client.ts";

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
}
interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** A server that keeps what it sees, and what it answers by the token. */
async function listen(answer: (seen: Seen) => Reply) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const one = { method: request.method, url: request.url, authorization: request.headers.authorization };
    seen.push(one);
    const { status, headers = {}, body } = answer(one);
    response.writeHead(status, headers).end(body === undefined ? "" : JSON.stringify(body));
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const client = (endpoint: string, token: () => Promise<string>, more: Partial<FhirClientOptions> = {}) =>
  createFhirClient({ region: "eu-west-1", datastoreId: "d1", endpoint, token, sleep: async () => {}, ...more });
const patient = { resourceType: "Patient", id: "p" } as const;
const ok: Reply = { status: 200, body: patient };
/** Tokens in the order in which they are given. */
const numbered = (prefix = "Secret-") => {
  let count = 0;
  return { asked: () => count, token: async () => `${prefix}${++count}` };
};

describe("a client with a token", () => {
  it("asks for one once, and sends it with every request", async () => {
    const { seen, url } = await listen(() => ok);
    const { asked, token } = numbered();
    const { read, update } = client(url, token);
    await Promise.all([read("Patient", "p"), read("Patient", "p"), update(patient)]);
    expect([asked(), new Set(seen.map(({ authorization }) => authorization))]).toEqual([
      1,
      new Set(["Bearer Secret-1"]),
    ]);
  });

  it("asks for another when it is refused, makes the request once more, and keeps the new one", async () => {
    const { seen, url } = await listen(({ authorization }) =>
      authorization === "Bearer Secret-2" ? ok : { status: 401 },
    );
    const { asked, token } = numbered();
    const { read, create, patch } = client(url, token);
    // Those that are under way together ask for one new token together.
    await Promise.all([
      read("Patient", "p"),
      create(patient),
      patch("Patient", "p", [{ op: "remove", path: "/gender" }]),
    ]);
    await read("Patient", "p");
    expect(asked()).toBe(2);
    expect(seen.map(({ authorization }) => authorization).sort()).toEqual([
      ...Array(3).fill("Bearer Secret-1"),
      ...Array(4).fill("Bearer Secret-2"),
    ]);
  });

  it("gives up when the new one is refused too", async () => {
    const { seen, url } = await listen(() => ({ status: 401 }));
    const { asked, token } = numbered();
    const failing = client(url, token).read("Patient", "p");
    await expect(failing).rejects.toMatchObject({ kind: "unauthorized", status: 401, attempts: 2 });
    expect([asked(), seen.length]).toEqual([2, 2]);
  });

  it("does not treat a denied permission (403) as a rejected token", async () => {
    const { seen, url } = await listen(() => ({ status: 403 }));
    const { asked, token } = numbered();
    await expect(client(url, token).read("Patient", "p")).rejects.toMatchObject({ kind: "forbidden" });
    expect([asked(), seen.length]).toEqual([1, 1]);
  });

  it("sends it nowhere else: not after a redirect, a link or a location", async () => {
    const other = await listen(() => ok);
    const { seen, url } = await listen(({ url: asked = "" }) => {
      if (asked.includes("moved"))
        return { status: 307, headers: { location: `${other.url}/datastore/d1/r4/Patient/p` } };
      if (asked.includes("_history")) {
        const link = [{ relation: "next", url: `${other.url}/elsewhere/Patient/p/_history?page=2` }];
        return { status: 200, body: { resourceType: "Bundle", type: "history", link } };
      }
      if (asked.includes("_search")) {
        const link = [
          { relation: "next", url: `${other.url}/datastore/d1/r4//${other.url.slice(7)}/r4/Patient?page=2` },
        ];
        return { status: 200, body: { resourceType: "Bundle", type: "searchset", link } };
      }
      return { status: 409, headers: { location: `${other.url}/datastore/d1/r4/Patient/p/_history/1` } };
    });
    const { read, search, history, create } = client(url, numbered().token, { retry: { maxAttempts: 1 } });
    await expect(read("Patient", "moved")).rejects.toMatchObject({ kind: "unreachable" });
    await expect(Array.fromAsync(history("Patient", "p"))).rejects.toMatchObject({ kind: "unreadable" });
    await Array.fromAsync(search("Patient")).catch(() => {});
    await create(patient).catch(() => {});
    expect(other.seen).toEqual([]);
    expect(seen.length).toBeGreaterThan(3);
  });

  it("never puts it into an error, whatever goes wrong", async () => {
    const { url } = await listen(({ url: asked = "" }) =>
      asked.includes("echo")
        ? {
            status: 400,
            body: {
              resourceType: "OperationOutcome",
              issue: [{ severity: "error", code: "Secret-1", diagnostics: "Bearer Secret-1" }],
            },
          }
        : { status: 401 },
    );
    const broken = (text: string) => async () => text;
    const refusing = async () => {
      throw new Error("POST https://auth.example/token with Secret-1 failed");
    };
    const failures = [
      () => client(url, numbered().token).read("Patient", "echo"),
      () => client(url, numbered().token).read("Patient", "p"),
      () => client("http://127.0.0.1:9", numbered().token).read("Patient", "p"),
      ...["Secret-1\r\nX-Other: 1", "Secret-1\u2028", "", "Secret 1"].map(
        text => () => client(url, broken(text)).read("Patient", "p"),
      ),
      () => client(url, broken(7 as unknown as string)).read("Patient", "p"),
      () => client(url, refusing).read("Patient", "p"),
    ];
    for (const fail of failures) {
      const error = await fail().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ name: "FhirError" });
      const told = `${inspect(error, { depth: 20, showHidden: true })} ${JSON.stringify(error)} ${(error as Error).stack}`;
      expect(told).not.toMatch(/Secret/);
    }
  });

  it("asks again after the provider failed", async () => {
    const { url } = await listen(() => ok);
    let count = 0;
    const { read } = client(url, async () => {
      if (++count === 1) throw new TypeError("down");
      return "Secret-2";
    });
    await expect(read("Patient", "p")).rejects.toMatchObject({
      kind: "unauthorized",
      cause: { message: "The provider of access tokens failed with TypeError." },
    });
    expect(await read("Patient", "p")).toEqual(patient);
  });

  it("is not made for an endpoint that would carry it in the clear, nor beside credentials", () => {
    const { token } = numbered();
    for (const endpoint of ["http://healthlake.example", "http://127.0.0.1.example", "http://localhost.example"])
      expect(() => client(endpoint, token)).toThrow("HTTPS");
    for (const endpoint of ["https://healthlake.example", "http://localhost:1", "http://[::1]:1", "http://a.localhost"])
      expect(() => client(endpoint, token)).not.toThrow();
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    expect(() => client("https://healthlake.example", token, { credentials })).toThrow("not both");
  });
});
