import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BundleCall } from "./bundle-chunks.ts";
import type { EntryOutcome } from "./bundle-operations.ts";
import { FhirError } from "./fhir-error.ts";
import { outcome, type ScriptedServer, scriptedServer } from "./scripted-server-fixture.ts";

let server: ScriptedServer;
beforeEach(async () => {
  server = await scriptedServer();
});
afterEach(() => server.close());

const put = (id: string): BundleCall => ({
  method: "PUT",
  url: `Patient/${id}`,
  resource: { resourceType: "Patient", id },
});
const puts = (count: number) => Array.from({ length: count }, (_, at) => put(`p-${at}`));
const done = (id: string, versionId = "1") => ({
  response: {
    status: "201 Created",
    location: `Patient/${id}/_history/${versionId}`,
    etag: `W/"${versionId}"`,
    lastModified: "2026-01-01T00:00:00Z",
  },
});
const failed = (status: string, code: string) => ({ response: { status, outcome: outcome(code) } });
const answer = (...entry: readonly unknown[]) => ({
  status: 200,
  body: { resourceType: "Bundle", type: "batch-response", entry },
});
const bundles = () =>
  server.requests.map(({ body }) => JSON.parse(body) as { type: string; entry: { request: { url: string } }[] });
const brief = (outcomes: readonly EntryOutcome[]) =>
  outcomes.map(one => (one.ok ? `${one.id} ${one.versionId}` : `${one.error.kind} ${one.error.status ?? ""}`.trim()));

describe("batch", () => {
  it("sends as many bundles as it takes, and gives one outcome a call, in order", async () => {
    const answers = (from: number, to: number) =>
      answer(
        ...puts(230)
          .slice(from, to)
          .map(({ url }) => done(url.slice("Patient/".length))),
      );
    server.script(answers(0, 100), answers(100, 200), answers(200, 230));
    const outcomes = await server.client.batch(puts(230));
    expect(bundles().map(({ type, entry }) => [type, entry.length])).toEqual([
      ["batch", 100],
      ["batch", 100],
      ["batch", 30],
    ]);
    expect(brief(outcomes)).toEqual(puts(230).map((_, at) => `p-${at} 1`));
    expect(server.requests.map(({ target }) => target)).toEqual(Array.from({ length: 3 }, () => "/datastore/d1/r4/"));
  });

  it("retries only calls that were throttled or met a failing service", async () => {
    server.script(
      answer(
        done("a"),
        failed("429 Too Many Requests", "throttled"),
        failed("422", "processing"),
        failed("500", "exception"),
      ),
      answer(failed("503 Service Unavailable", "transient"), done("d")),
      answer(done("b")),
    );
    const outcomes = await server.client.batch([put("a"), put("b"), put("c"), put("d")]);
    expect(bundles().map(({ entry }) => entry.map(({ request }) => request.url))).toEqual([
      ["Patient/a", "Patient/b", "Patient/c", "Patient/d"],
      ["Patient/b", "Patient/d"],
      ["Patient/b"],
    ]);
    expect(brief(outcomes)).toEqual(["a 1", "b 1", "unprocessable 422", "d 1"]);
    expect(server.pauses).toEqual([50, 100]);
  });

  it("does not retry a POST with an unknown outcome", async () => {
    const post: BundleCall = { method: "POST", url: "Patient", resource: { resourceType: "Patient" } };
    server.script(answer(failed("500", "exception"), failed("500", "exception")), answer(done("b")), { status: 500 });
    const outcomes = await server.client.batch([post, { ...post, ifNoneExist: "identifier=7" }]);
    expect(brief(outcomes)).toEqual(["server-error 500", "b 1"]);
    expect(brief(await server.client.batch([post]))).toEqual(["server-error 500"]);
    expect(server.requests).toHaveLength(3);
  });

  it("keeps the outcomes of the other bundles when one fails, and says nothing of the data", async () => {
    server.script(
      answer(...puts(100).map((_, at) => done(`p-${at}`))),
      { status: 403, body: outcome("forbidden") },
      answer(done("p-200")),
    );
    const outcomes = await server.client.batch(puts(201));
    expect(brief(outcomes).filter(text => text === "forbidden 403")).toHaveLength(100);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(101);
    expect(JSON.stringify(outcomes)).not.toContain("Smith");
  });

  it("splits a bundle too large for the service, down to the single call that is too large", async () => {
    const tooLarge = { status: 413, body: outcome("too-long") };
    server.script(tooLarge, answer(done("p-0"), done("p-1")), tooLarge, tooLarge, answer(done("p-3")));
    const outcomes = await server.client.batch(puts(4));
    expect(brief(outcomes)).toEqual(["p-0 1", "p-1 1", "rejected 413", "p-3 1"]);
    expect(server.requests).toHaveLength(5);
  });

  it("calls an entry without an answer unreadable", async () => {
    server.script(answer(done("a"), { response: { status: "fine" } }));
    expect(brief(await server.client.batch([put("a"), put("b"), put("c")]))).toEqual([
      "a 1",
      "unreadable",
      "unreadable",
    ]);
  });
});

describe("transaction", () => {
  it("makes all calls at once", async () => {
    server.script(answer(done("a", "3"), { response: { status: "204" } }));
    const outcomes = await server.client.transaction([
      { ...put("a"), ifMatch: "2", fullUrl: "urn:uuid:1" },
      { method: "DELETE", url: "Patient/b" },
    ]);
    expect(brief(outcomes)).toEqual(["a 3", "undefined undefined"]);
    expect(bundles()[0]).toMatchObject({
      type: "transaction",
      entry: [
        { fullUrl: "urn:uuid:1", request: { method: "PUT", url: "Patient/a", ifMatch: 'W/"2"' } },
        { request: { method: "DELETE" } },
      ],
    });
  });

  it("rejects when nothing was done", async () => {
    server.script({ status: 412, body: outcome("conflict") });
    await expect(server.client.transaction([put("a")])).rejects.toMatchObject({
      name: "FhirError",
      kind: "precondition-failed",
    });
  });

  it("rejects more than the service accepts, before it sends anything", async () => {
    await expect(server.client.transaction(puts(101))).rejects.toBeInstanceOf(FhirError);
    await expect(server.client.transaction(puts(501), { async: true })).rejects.toMatchObject({
      kind: "unprocessable",
    });
    expect(await server.client.transaction([])).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it("waits for a deferred transaction", async () => {
    const location = "https://healthlake.eu-west-1.amazonaws.com/datastore/d1/r4/transaction/t1";
    server.script(
      { status: 202, headers: { "content-location": location } },
      { status: 202 },
      { status: 429 },
      answer(...puts(101).map((_, at) => done(`p-${at}`))),
    );
    const outcomes = await server.client.transaction(puts(101), { async: true, pollMs: 500 });
    expect(outcomes).toHaveLength(101);
    expect(server.requests.map(({ method, target }) => `${method} ${target}`).slice(1)).toEqual(
      Array.from({ length: 3 }, () => "GET /datastore/d1/r4/transaction/t1"),
    );
    expect(server.requests[0]?.headers.prefer).toBe("respond-async");
    expect(server.pauses).toEqual([500, 50]);
  });

  it("waits no longer than its limit", async () => {
    const location = "https://healthlake.eu-west-1.amazonaws.com/datastore/d1/r4/transaction/t1";
    server.script(...Array.from({ length: 5 }, () => ({ status: 202, headers: { "content-location": location } })));
    const waiting = server.client.transaction(puts(1), { async: true, pollMs: 500, maxWaitMs: 1_500 });
    await expect(waiting).rejects.toMatchObject({ kind: "unreachable" });
    expect(server.requests).toHaveLength(5);
  });
});
