import { type Json, openHealthLake } from "@tributary/testkit/open-healthlake";
import { describe, expect, it, onTestFinished } from "vitest";
import { serve } from "../../drivers/http.ts";

const ann = { resourceType: "Patient", id: "p", identifier: [{ system: "urn:mrn", value: "7" }], gender: "female" };

async function openWithOne() {
  const lake = openHealthLake({ indexLagMs: 0, cloudTrail: false });
  await lake.clock.advance(1_500);
  await lake.send("PUT", "Patient/p", ann);
  await lake.clock.advance(1_000);
  const versions = () => lake.cloud.context.store.prepare("SELECT COUNT(*) AS n FROM healthlake_versions").get()?.n;
  return { ...lake, versions };
}

const refusal = ({ status, body }: { status: number; body: Json }) => [
  status,
  body?.resourceType,
  body?.issue?.[0].diagnostics,
];

describe("a parameter that is not heeded is refused by name", () => {
  const reads = ["Patient/p", "Patient/p/_history/1", "Patient/p/_history", "Patient/_history", "Patient", "metadata"];

  it.each(reads)("of GET %s", async path => {
    const { get } = await openWithOne();
    for (const parameter of [
      "_elements=id",
      "_summary=true",
      "_summary=text",
      "_pretty=true",
      "_at=2026",
      "colour=red",
    ]) {
      const [name = ""] = parameter.split("=");
      expect(refusal(await get(`${path}?${parameter}`))).toEqual([
        400,
        "OperationOutcome",
        expect.stringContaining(name),
      ]);
    }
    for (const format of [
      "xml",
      "application/fhir+xml",
      "ttl",
      "text/html",
      "",
      "application/fhir%2Bjson;fhirVersion=3.0",
    ])
      expect(refusal(await get(`${path}?_format=${format}`))).toEqual([
        406,
        "OperationOutcome",
        expect.stringContaining("_format"),
      ]);
    expect((await get(`${path}?_format=json&_format=xml`)).status).toBe(400);
  });

  it.each(reads)("and what is done anyway may be asked for: GET %s", async path => {
    const { get } = await openWithOne();
    const formats = ["json", "application/json", "application/fhir%2Bjson", "application/fhir+json", "text/json"];
    for (const asked of [...formats.map(format => `_format=${format}`), "_pretty=false", "_summary=false"])
      expect([asked, (await get(`${path}?${asked}`)).status]).toEqual([asked, 200]);
  });

  it.each([
    ["POST", "Patient"],
    ["PUT", "Patient/p"],
    ["PUT", "Patient?identifier=urn:mrn|7"],
    ["PATCH", "Patient/p"],
    ["DELETE", "Patient/p"],
    ["DELETE", "Patient?identifier=urn:mrn|7"],
    ["POST", ""],
  ])("of %s %s, and nothing is written", async (method, path) => {
    const { send, versions } = await openWithOne();
    const body =
      method === "DELETE"
        ? undefined
        : method === "PATCH"
          ? []
          : path === ""
            ? { resourceType: "Bundle", type: "batch" }
            : ann;
    const headers = method === "PATCH" ? { "content-type": "application/json-patch+json" } : {};
    const ask = (parameter: string) =>
      send(method, `${path}${path.includes("?") ? "&" : "?"}${parameter}`, body, headers);
    for (const name of ["_cascade", "_elements", "colour"])
      expect(refusal(await ask(`${name}=x`))).toEqual([400, "OperationOutcome", expect.stringContaining(name)]);
    expect((await ask("_format=xml")).status).toBe(406);
    expect(versions()).toBe(1);
    expect((await ask("_format=json&_pretty=false")).status).toBeLessThan(300);
  });

  it("of a search by POST, wherever it is", async () => {
    const { send } = await openWithOne();
    const form = { "content-type": "application/x-www-form-urlencoded;charset=utf-8" };
    expect((await send("POST", "Patient/_search", "_format=xml&gender=female", form)).status).toBe(406);
    expect((await send("POST", "Patient/_search", "_elements=id", form)).status).toBe(400);
    expect((await send("POST", "Patient/_search?_format=xml", "gender=female", form)).status).toBe(406);
    expect((await send("POST", "Patient/_search?_format=json", "gender=female", form)).body.entry).toHaveLength(1);
    expect((await send("POST", "Patient/_search", "_format=json&gender=female", form)).body.entry).toHaveLength(1);
  });

  it("criteria of nothing but a format delete nothing", async () => {
    const { send, versions } = await openWithOne();
    expect((await send("DELETE", "Patient?_format=json")).status).toBe(412);
    expect(versions()).toBe(1);
  });

  it("and no name that may be a value is repeated", async () => {
    const { get } = await openWithOne();
    for (const path of ["Patient/p", "Patient/_history"])
      expect(refusal(await get(`${path}?Chalmers%207=x`))[2]).not.toContain("Chalmers");
  });
});

describe("the form of requests and answers", () => {
  it.each([
    "application/fhir+xml",
    "application/xml",
    "text/turtle",
    "text/plain",
    "application/fhir+json;charset=latin1",
    "application/fhir+json; fhirVersion=3.0",
    "application/json-patch+json",
    "application/x-www-form-urlencoded",
  ])("is refused as the body of a write: %s", async type => {
    const { send, versions } = await openWithOne();
    const bundle = { resourceType: "Bundle", type: "batch" };
    for (const [method, path, body] of [
      ["POST", "Patient", "<Patient/>"],
      ["PUT", "Patient/p", ann],
      ["PUT", "Patient?identifier=urn:mrn|7", ann],
      ["POST", "", bundle],
    ] as const)
      expect(refusal(await send(method, path, body, { "content-type": type }))).toEqual([
        415,
        "OperationOutcome",
        expect.stringContaining("Content-Type"),
      ]);
    expect(versions()).toBe(1);
  });

  it.each([
    "application/json",
    "application/fhir+json",
    "application/fhir+json; charset=UTF-8",
    "Application/FHIR+JSON;fhirVersion=4.0",
  ])("is taken as the body of a write: %s", async type => {
    const { send } = await openWithOne();
    expect((await send("PUT", "Patient/p", ann, { "content-type": type, accept: type })).status).toBe(200);
  });

  it.each([
    ["application/fhir+xml", 406],
    ["text/html, application/xml;q=0.9", 406],
    ["application/fhir+json;q=0", 406],
    ["application/fhir+json;fhirVersion=3.0", 406],
    ["text/html, application/xml;q=0.9, */*;q=0.8", 200],
    ["application/fhir+xml, application/fhir+json;q=0.5", 200],
    ["application/json", 200],
    ["application/*", 200],
  ])("follows Accept: %s is answered with %i", async (accept, expected) => {
    const { get, send, versions } = await openWithOne();
    for (const path of ["Patient/p", "Patient/p/_history/1", "Patient/p/_history", "Patient", "metadata"])
      expect([path, (await get(path, { accept })).status]).toEqual([path, expected]);
    expect((await send("PUT", "Patient/p", ann, { accept })).status).toBe(expected);
    expect(versions()).toBe(expected === 200 ? 2 : 1);
    expect((await get("Patient/p?_format=json", { accept })).status).toBe(200);
  });

  it("has no encoding, and no body where none is read", async () => {
    const { send, versions } = await openWithOne();
    expect((await send("PUT", "Patient/p", ann, { "content-encoding": "gzip" })).status).toBe(415);
    expect((await send("GET", "Patient", "gender=male")).status).toBe(400);
    expect((await send("DELETE", "Patient?identifier=7", "gender=male")).status).toBe(400);
    expect(versions()).toBe(1);
  });
});

// https://docs.aws.amazon.com/healthlake/latest/devguide/crud-healthlake.html lists the interactions that there are.
describe("an interaction of FHIR that HealthLake does not list is refused by name", () => {
  const form = "application/x-www-form-urlencoded";

  it.each([
    ["GET", "_history", "history of the whole system"],
    ["GET", "_history?_count=1", "history of the whole system"],
    ["GET", "?_type=Patient,Observation", "search across types"],
    ["GET", "", "search across types"],
    ["GET", "_search?_type=Patient", "search across types"],
    ["POST", "_search", "search across types"],
    ["GET", "Patient/p/Observation", "search of a compartment"],
    ["GET", "Patient/p/Observation?status=final", "search of a compartment"],
    ["GET", "Patient/p/*", "search of a compartment"],
    ["POST", "Patient/p/_search", "search of a compartment"],
    ["POST", "Patient/p/Observation/_search", "search of a compartment"],
    ["PATCH", "Patient?identifier=7", "conditional patch"],
    ["GET", ".well-known/openid-configuration", ".well-known"],
    ["DELETE", ".well-known/smart-configuration", ".well-known"],
    ["GET", "Patient/p/$everything", "$everything"],
    ["POST", "Patient/$Anna%20Chalmers", "$(not a name)"],
  ])("%s %s", async (method, path, name) => {
    const { send, versions } = await openWithOne();
    const body = method === "POST" ? "" : method === "PATCH" ? [] : undefined;
    const answer = await send(method, path, body, { "content-type": form });
    expect(refusal(answer)).toEqual([501, "OperationOutcome", expect.stringContaining(name)]);
    expect(answer.body.issue[0].code).toBe("not-supported");
    expect(answer.text).not.toContain("Chalmers");
    expect(versions()).toBe(1);
  });

  it("in a bundle, too", async () => {
    const { send } = await openWithOne();
    const urls = ["_history", "Patient/p/Observation", "Patient/p/$everything", "metadata"];
    const entry = urls.map(url => ({ request: { method: "GET", url } }));
    const { body } = await send("POST", "", { resourceType: "Bundle", type: "batch", entry });
    expect(body.entry.map(({ response }: Json) => [response.status, response.outcome.issue[0].diagnostics])).toEqual(
      ["history of the whole system", "search of a compartment", "$everything", "GetCapabilities"].map(name => [
        "400",
        expect.stringContaining(name),
      ]),
    );
  });

  it("over HTTP, where the answer to a HEAD has no body: its status and Allow say it", async () => {
    const { cloud, datastoreId, versions } = await openWithOne();
    const served = await serve(cloud, { port: 0 });
    onTestFinished(() => served.close());
    const authorization = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/healthlake/aws4_request";
    for (const method of ["HEAD", "OPTIONS"])
      for (const path of ["Patient/p", "Patient", "metadata"]) {
        const address = `${served.url}/datastore/${datastoreId}/r4/${path}`;
        const answer = await fetch(address, { method, headers: { authorization } });
        expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, POST, PUT, PATCH, DELETE"]);
        expect(await answer.text()).toContain(method === "HEAD" ? "" : "OPTIONS is not supported");
      }
    expect(versions()).toBe(1);
  });

  it("and so is a body that is no JSON of FHIR: XML, or the content of a Binary", async () => {
    const { send, versions } = await openWithOne();
    const content = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
    const told = async (method: string, path: string, body: unknown, type: string) =>
      refusal(await send(method, path, body, { "content-type": type }));
    const outcome = (status: number, text: string) => [status, "OperationOutcome", expect.stringContaining(text)];
    expect(await told("PUT", "Patient/p", "<Patient/>", "application/fhir+xml")).toEqual(outcome(415, "XML"));
    expect(await told("PUT", "Patient/p", "<Patient/>", "application/fhir+json")).toEqual(outcome(400, "XML"));
    expect(await told("POST", "Binary", content, "image/png")).toEqual(outcome(415, "Binary"));
    expect(await told("PUT", "Binary/b", "<a/>", "text/xml")).toEqual(outcome(415, "Binary"));
    expect(await told("POST", "Binary", "<Binary/>", "application/fhir+xml")).toEqual(outcome(415, "XML"));
    expect(versions()).toBe(1);
    const binary = { resourceType: "Binary", contentType: "image/png", data: content.toString("base64") };
    expect((await send("POST", "Binary", binary)).status).toBe(201);
  });
});

describe("a conditional read", () => {
  it.each(["Patient/p", "Patient/p/_history/1"])("of %s is 304 for the version that the caller has", async path => {
    const { get } = await openWithOne();
    const { headers } = await get(path);
    for (const asked of [
      { "if-none-match": headers.etag! },
      { "if-none-match": 'W/"7", "1"' },
      { "if-none-match": "*" },
      { "if-modified-since": headers["last-modified"]! },
      { "if-modified-since": "Fri, 01 Jan 2027 00:00:00 GMT" },
      { "if-none-match": 'W/"1"', "if-modified-since": "Wed, 01 Jan 2025 00:00:00 GMT" },
    ])
      expect(await get(path, asked)).toMatchObject({ status: 304, body: undefined, headers: { etag: 'W/"1"' } });
    for (const asked of [
      { "if-none-match": 'W/"2"' },
      { "if-modified-since": "Thu, 01 Jan 2026 00:00:00 GMT" },
      { "if-none-match": 'W/"2"', "if-modified-since": headers["last-modified"]! },
    ])
      expect(await get(path, asked)).toMatchObject({ status: 200, body: ann });
    for (const asked of [
      { "if-none-match": "1" },
      { "if-modified-since": "yesterday" },
      { "if-modified-since": "Thu, 32 Jan 2026 00:00:00 GMT" },
    ])
      expect((await get(path, asked)).status).toBe(400);
  });

  it("finds neither deleted resources nor ones that never existed", async () => {
    const { get, send } = await openWithOne();
    expect((await get("Patient/nobody", { "if-none-match": "*" })).status).toBe(404);
    await send("DELETE", "Patient/p");
    expect((await get("Patient/p", { "if-none-match": 'W/"2"' })).status).toBe(410);
  });

  it("is made in a bundle, too", async () => {
    const { send } = await openWithOne();
    const read = (more: object) => ({ request: { method: "GET", url: "Patient/p", ...more } });
    const entry = [
      read({ ifNoneMatch: 'W/"1"' }),
      read({ ifNoneMatch: 'W/"2"' }),
      read({ ifModifiedSince: "2026-01-01T00:00:01.500Z" }),
      read({ ifModifiedSince: "2026-01-01T00:00:01.499Z" }),
    ];
    for (const type of ["batch", "transaction"]) {
      const { body } = await send("POST", "", { resourceType: "Bundle", type, entry });
      expect(body.entry.map((one: Json) => [one.response.status, one.resource?.id])).toEqual([
        ["304", undefined],
        ["200", "p"],
        ["304", undefined],
        ["200", "p"],
      ]);
    }
  });
});

describe("a condition where it is not heeded is refused by name, and nothing is written", () => {
  const key = "5d6a3f3c-6b6f-4c4e-9d1a-0c7c6f1f0b1a";
  const never = {
    "if-unmodified-since": "x",
    "if-range": "x",
    range: "bytes=0-1",
    "content-range": "x",
    "x-provenance": "{}",
  };
  const conditions = {
    "if-match": 'W/"1"',
    "if-none-match": "*",
    "if-modified-since": "Thu, 01 Jan 2026 00:00:00 GMT",
    "if-none-exist": "identifier=7",
    "x-amz-fhir-idempotency-key": key,
    ...never,
  };

  it.each([
    ["GET", "Patient/p", ["if-none-match", "if-modified-since"]],
    ["GET", "Patient/p/_history", []],
    ["GET", "Patient/_history", []],
    ["GET", "Patient", []],
    ["GET", "metadata", []],
    ["POST", "Patient/_search", []],
    ["POST", "Patient", ["if-none-exist", "x-amz-fhir-idempotency-key"]],
    ["PUT", "Patient/p", ["if-match"]],
    ["PUT", "Patient?identifier=urn:mrn|7", ["if-match"]],
    ["PATCH", "Patient/p", ["if-match"]],
    ["DELETE", "Patient/p", ["if-match"]],
    ["DELETE", "Patient?identifier=urn:mrn|7", []],
    ["POST", "", []],
  ])("by %s %s", async (method, path, heeded) => {
    const { send, versions } = await openWithOne();
    const written = method === "PUT" || path === "Patient";
    const body =
      method === "GET" || method === "DELETE"
        ? undefined
        : written
          ? ann
          : path === ""
            ? { resourceType: "Bundle", type: "batch" }
            : [];
    const type = path.endsWith("_search")
      ? "application/x-www-form-urlencoded"
      : method === "PATCH"
        ? "application/json-patch+json"
        : "application/fhir+json";
    for (const [name, value] of Object.entries(conditions)) {
      if (heeded.some(one => one === name)) continue;
      const answer = await send(method, path, path.endsWith("_search") ? "" : body, {
        "content-type": type,
        [name]: value,
      });
      expect(refusal(answer)).toEqual([400, "OperationOutcome", expect.stringContaining(name)]);
    }
    expect(versions()).toBe(1);
  });

  it.each([
    [{ method: "PUT", url: "Patient/p", ifNoneExist: "identifier=7" }, "if-none-exist"],
    [{ method: "PUT", url: "Patient/p", ifNoneMatch: "*" }, "if-none-match"],
    [{ method: "POST", url: "Patient", ifMatch: 'W/"1"' }, "if-match"],
    [{ method: "POST", url: "Patient?identifier=7" }, "identifier"],
    [{ method: "PUT", url: "Patient/p?identifier=7" }, "identifier"],
    [{ method: "DELETE", url: "Patient?identifier=7", ifMatch: 'W/"1"' }, "if-match"],
    [{ method: "GET", url: "Patient/p?_summary=true" }, "_summary"],
    [{ method: "GET", url: "Patient?gender=female", ifNoneMatch: "*" }, "if-none-match"],
  ])("by an entry of a bundle: %j", async (request, name) => {
    const { send, versions } = await openWithOne();
    const entry = [{ request, ...(request.method !== "GET" && request.method !== "DELETE" && { resource: ann }) }];
    const batch = await send("POST", "", { resourceType: "Bundle", type: "batch", entry });
    const [{ response }] = batch.body.entry;
    expect([response.status, response.outcome.issue[0].diagnostics]).toEqual(["400", expect.stringContaining(name)]);
    const transaction = await send("POST", "", { resourceType: "Bundle", type: "transaction", entry });
    expect(refusal(transaction)).toEqual([400, "OperationOutcome", expect.stringContaining(name)]);
    expect(versions()).toBe(1);
  });
});

describe("Prefer", () => {
  it.each([
    ["POST", "Patient", { resourceType: "Patient" }, 201],
    ["PUT", "Patient/p", ann, 200],
    ["PUT", "Patient/q", { ...ann, id: "q" }, 201],
    ["PUT", "Patient?identifier=urn:mrn|7", ann, 200],
    ["PATCH", "Patient/p", [{ op: "remove", path: "/gender" }], 200],
  ])("return is heeded by %s %s", async (method, path, body, status) => {
    const { send } = await openWithOne();
    const type = { "content-type": method === "PATCH" ? "application/json-patch+json" : "application/fhir+json" };
    const minimal = await send(method, path, body, { ...type, prefer: "return=minimal" });
    expect([minimal.status, minimal.body, minimal.headers["content-type"]]).toEqual([status, undefined, undefined]);
    expect(minimal.headers).toMatchObject({
      etag: expect.stringMatching(/^W\//),
      location: expect.stringContaining("/Patient/"),
    });
    const { send: again } = await openWithOne();
    const outcome = await again(method, path, body, { ...type, prefer: "handling=strict, return=OperationOutcome" });
    expect(outcome).toMatchObject({
      status,
      body: { resourceType: "OperationOutcome", issue: [{ severity: "information" }] },
    });
    const { send: last } = await openWithOne();
    expect((await last(method, path, body, { ...type, prefer: 'Return="representation"' })).body.resourceType).toBe(
      "Patient",
    );
  });

  it("return is heeded by a delete and by bundles", async () => {
    const { send, get } = await openWithOne();
    const entry = [
      { request: { method: "PUT", url: "Patient/p" }, resource: ann },
      { request: { method: "GET", url: "Patient/p" } },
      { request: { method: "PUT", url: "Patient/x" }, resource: ann },
    ];
    const ask = async (returns: string) =>
      (await send("POST", "", { resourceType: "Bundle", type: "batch", entry }, { prefer: `return=${returns}` })).body
        .entry;
    const [written, read, failed] = await ask("minimal");
    expect([written.resource, written.response.etag, read.resource.id]).toEqual([undefined, 'W/"2"', "p"]);
    expect(failed.response).toMatchObject({ status: "400", outcome: { resourceType: "OperationOutcome" } });
    const [told] = await ask("OperationOutcome");
    expect([told.resource, told.response.outcome.issue[0].severity]).toEqual([undefined, "information"]);
    const deleted = await send("DELETE", "Patient/p", undefined, { prefer: "return=OperationOutcome" });
    expect(deleted).toMatchObject({ status: 200, body: { resourceType: "OperationOutcome" } });
    expect((await get("Patient/p")).status).toBe(410);
  });

  it.each([
    ["respond-async", 501],
    ["return=everything", 400],
    ["wait=10", 400],
    ["return", 400],
    ["handling=loose", 400],
  ])("%s is refused by all with %i", async (prefer, status) => {
    const { send, versions } = await openWithOne();
    for (const [method, path, body] of [
      ["PUT", "Patient/p", ann],
      ["POST", "Patient", ann],
      ["DELETE", "Patient/p"],
      ["GET", "Patient/p"],
      ["GET", "Patient?gender=male"],
      ["POST", "", { resourceType: "Bundle", type: "batch" }],
    ] as const)
      expect([path, refusal(await send(method, path, body, { prefer }))]).toEqual([
        path,
        [status, "OperationOutcome", expect.stringContaining("Prefer")],
      ]);
    expect(versions()).toBe(1);
  });
});

it("strong consistency shows a written version in its history at once", async () => {
  const { send, get } = openHealthLake({ historyLagMs: 9_000 });
  await send("PUT", "Patient/p", ann);
  expect((await get("Patient/p/_history")).status).toBe(404);
  await send("PUT", "Patient/q", { ...ann, id: "q" }, { "x-amz-fhir-history-consistency-level": "strong" });
  expect((await get("Patient/q/_history")).body.entry).toHaveLength(1);
});
