import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FhirError } from "./fhir-error.ts";
import { outcome, type ScriptedServer, scriptedServer } from "./scripted-server-fixture.ts";

const patient = { resourceType: "Patient", id: "p-1", active: true } as const;
const version = (versionId: string) => ({ ...patient, meta: { versionId, lastUpdated: "2026-01-01T00:00:00Z" } });
const bundle = (entry: readonly unknown[], next?: string) => ({
  resourceType: "Bundle",
  type: "searchset",
  entry,
  ...(next !== undefined && {
    link: [
      { relation: "self", url: "x" },
      { relation: "next", url: next },
    ],
  }),
});

let server: ScriptedServer;
beforeEach(async () => {
  server = await scriptedServer();
});
afterEach(() => server.close());

const failureOf = async (call: Promise<unknown>): Promise<FhirError> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof FhirError)) throw new Error("the call did not fail with a FhirError", { cause: error });
  return error;
};
const sent = () => server.requests.map(({ method, target }) => `${method} ${target.replace("/datastore/d1/r4/", "")}`);

describe("one resource", () => {
  it("is created with an idempotency key, and comes back with id and version", async () => {
    server.script({ status: 201, body: version("1"), headers: { etag: 'W/"1"' } });
    const { id: _, ...unnamed } = patient;
    expect(await server.client.create(unnamed)).toEqual({ resource: version("1"), versionId: "1", created: true });
    expect(sent()).toEqual(["POST Patient"]);
    expect(server.requests[0]?.headers).toMatchObject({
      "x-amz-fhir-idempotency-key": "key-1",
      "content-type": "application/fhir+json",
    });
    expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual(unnamed);
  });

  it("is created once when the answer to the first attempt was lost", async () => {
    const location = `${server.client.base}Patient/p-1/_history/1`;
    server.script(
      { truncated: '{"resourceType":' },
      { status: 409, body: outcome("duplicate"), headers: { location } },
      { status: 200, body: version("1") },
    );
    expect(await server.client.create(patient)).toEqual({ resource: version("1"), versionId: "1", created: false });
    expect(sent()).toEqual(["POST Patient", "POST Patient", "GET Patient/p-1/_history/1"]);
    expect(new Set(server.requests.slice(0, 2).map(({ headers }) => headers["x-amz-fhir-idempotency-key"]))).toEqual(
      new Set(["key-1"]),
    );
  });

  it("is created only when no other matches", async () => {
    server.script({ status: 200, body: version("4") });
    const { created } = await server.client.create(patient, { ifNoneExist: { identifier: "https://a.example|7" } });
    expect(created).toBe(false);
    expect(server.requests[0]?.headers["if-none-exist"]).toBe("identifier=https%3A%2F%2Fa.example%7C7");
  });

  it("is read, in its current version or another", async () => {
    server.script({ status: 200, body: version("2") }, { status: 200, body: version("1") });
    expect(await server.client.read("Patient", "p-1")).toEqual(version("2"));
    expect(await server.client.vread("Patient", "p-1", "1")).toEqual(version("1"));
    expect(sent()).toEqual(["GET Patient/p-1", "GET Patient/p-1/_history/1"]);
  });

  it("is updated against a version, with the consistency that is asked for", async () => {
    server.script({ status: 200, body: version("3"), headers: { etag: 'W/"3"' } });
    const { versionId, created } = await server.client.update(patient, { ifMatch: "2", consistency: "strong" });
    expect({ versionId, created }).toEqual({ versionId: "3", created: false });
    expect(server.requests[0]).toMatchObject({
      method: "PUT",
      headers: { "if-match": 'W/"2"', "x-amz-fhir-history-consistency-level": "strong" },
    });
  });

  it("is updated where it matches, and not without criteria", async () => {
    server.script({ status: 201, body: version("1") });
    await server.client.updateWhere(patient, { identifier: "a|7" });
    expect(sent()).toEqual(["PUT Patient?identifier=a%7C7"]);
    expect(await failureOf(server.client.updateWhere(patient, {}))).toMatchObject({ kind: "bad-request" });
    expect(await failureOf(server.client.deleteWhere("Patient", { identifier: undefined }))).toMatchObject({
      kind: "bad-request",
    });
    expect(server.requests).toHaveLength(1);
  });

  it("is patched with JSON Patch", async () => {
    server.script({ status: 200, body: version("3") });
    const steps = [{ op: "replace", path: "/active", value: false }] as const;
    await server.client.patch("Patient", "p-1", steps, { ifMatch: "2" });
    expect(server.requests[0]).toMatchObject({
      method: "PATCH",
      headers: { "content-type": "application/json-patch+json", "if-match": 'W/"2"' },
    });
    expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual(steps);
  });

  it("is not patched again after an unknown outcome, unless against a version", async () => {
    const steps = [{ op: "add", path: "/name/-", value: {} }] as const;
    server.script({ status: 500 });
    expect(await failureOf(server.client.patch("Patient", "p-1", steps))).toMatchObject({
      kind: "server-error",
      attempts: 1,
    });
    server.script({ status: 500 }, { status: 200, body: version("3") });
    await server.client.patch("Patient", "p-1", steps, { ifMatch: "2" });
    expect(server.requests).toHaveLength(3);
  });

  it("is deleted, even twice", async () => {
    server.script({ status: 204, headers: { etag: 'W/"4"' } }, { status: 410, body: outcome("deleted") });
    expect(await server.client.delete("Patient", "p-1")).toEqual({ versionId: "4" });
    expect(await server.client.delete("Patient", "p-1")).toEqual({ versionId: undefined });
  });

  it.each(["", "..", "a/b", "x".repeat(65), "p?_count=1"])("is not asked for by %j, which is no id", async id => {
    expect(await failureOf(server.client.read("Patient", id))).toMatchObject({
      kind: "bad-request",
      status: undefined,
    });
    expect(await failureOf(server.client.update({ ...patient, id }))).toMatchObject({ kind: "bad-request" });
    expect(await failureOf(server.client.delete("Patient", id))).toMatchObject({ kind: "bad-request" });
    expect(server.requests).toEqual([]);
  });

  it("has a deletion in its history under its own version, whatever the entry holds", async () => {
    const request = { method: "DELETE", url: "Patient/p-1" };
    const response = { status: "204", etag: 'W/"3"', lastModified: "2026-01-02T00:00:00Z" };
    server.script({
      status: 200,
      body: bundle([
        { resource: version("2"), request, response },
        { resource: version("1"), request, response: { status: "204" } },
      ]),
    });
    expect(await Array.fromAsync(server.client.history("Patient", "p-1"))).toEqual([
      { change: "delete", versionId: "3", lastUpdated: "2026-01-02T00:00:00Z", resource: undefined },
      { change: "delete", versionId: "1", lastUpdated: "2026-01-01T00:00:00Z", resource: undefined },
    ]);
  });

  it("has a history of versions and deletions, newest first, over several pages", async () => {
    const page = [
      {
        request: { method: "DELETE", url: "Patient/p-1" },
        response: { status: "204", etag: 'W/"3"', lastModified: "2026-01-02T00:00:00Z" },
      },
      { resource: version("2"), request: { method: "PUT", url: "Patient/p-1" } },
    ];
    server.script(
      { status: 200, body: bundle(page, `${server.client.base}Patient/p-1/_history?page=2`) },
      { status: 200, body: bundle([{ resource: version("1"), request: { method: "POST", url: "Patient" } }]) },
    );
    const versions = await Array.fromAsync(server.client.history("Patient", "p-1", { since: "2026-01-01T00:00:00Z" }));
    expect(versions.map(({ change, versionId, resource }) => [change, versionId, resource?.id])).toEqual([
      ["delete", "3", undefined],
      ["update", "2", "p-1"],
      ["create", "1", "p-1"],
    ]);
    expect(sent()).toEqual([
      "GET Patient/p-1/_history?_since=2026-01-01T00%3A00%3A00Z",
      "GET Patient/p-1/_history?page=2",
    ]);
  });

  it("is in the history of its type under its id, also where a deletion is all that is left", async () => {
    const deleted = { etag: 'W/"2"', lastModified: "2026-01-02T00:00:00Z" };
    server.script({
      status: 200,
      body: bundle([
        {
          fullUrl: `${server.client.base}Patient/p-1`,
          request: { method: "DELETE", url: "Patient/p-1" },
          response: deleted,
        },
        { request: { method: "DELETE", url: "Patient/p-2" }, response: deleted },
        { request: { method: "DELETE" }, response: deleted },
        { resource: version("1"), request: { method: "POST", url: "Patient" } },
      ]),
    });
    const versions = await Array.fromAsync(server.client.typeHistory("Patient", { count: 9 }));
    expect(versions.map(({ change, id, versionId }) => [change, id, versionId])).toEqual([
      ["delete", "p-1", "2"],
      ["delete", "p-2", "2"],
      ["delete", undefined, "2"],
      ["create", "p-1", "1"],
    ]);
    expect(sent()).toEqual(["GET Patient/_history?_count=9"]);
  });
});

describe("a search", () => {
  const found = (id: string) => ({ resource: { ...patient, id }, search: { mode: "match" } });

  it("yields all of three pages, through a 429, a 500 and a truncated body", async () => {
    const page = (name: string) =>
      `https://healthlake.eu-west-1.amazonaws.com/datastore/d1/r4/Patient?_count=1&page=${name}`;
    server.script(
      { status: 429, body: outcome("throttled"), headers: { "retry-after": "2" } },
      {
        status: 200,
        body: bundle(
          [found("a"), { resource: { resourceType: "Practitioner", id: "x" }, search: { mode: "include" } }],
          page("b%2F%2B"),
        ),
      },
      { status: 500, body: "<html>oops</html>" },
      { status: 200, body: bundle([found("b")], page("c")) },
      { truncated: '{"resourceType":"Bundle","entry":[{"resource":{"resour' },
      { status: 200, body: bundle([found("c")]) },
    );
    const all = await Array.fromAsync(
      server.client.search("Patient", { _lastUpdated: "ge2026-01-01", _count: 1 }, { consistency: "strong" }),
    );
    expect(all.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(sent()).toEqual([
      "POST Patient/_search",
      "POST Patient/_search",
      "GET Patient?_count=1&page=b%2F%2B",
      "GET Patient?_count=1&page=b%2F%2B",
      "GET Patient?_count=1&page=c",
      "GET Patient?_count=1&page=c",
    ]);
    expect(server.requests[0]).toMatchObject({
      body: "_lastUpdated=ge2026-01-01&_count=1",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(new Set(server.requests.map(({ headers }) => headers["x-amz-fhir-history-consistency-level"]))).toEqual(
      new Set(["strong"]),
    );
    expect(server.pauses).toEqual([2_000, 50, 50]);
  });

  it.each([
    "https://h/r4///other.example/Patient?page=2",
    "https://h/datastore/d1/r4/https://other.example/Patient?page=2",
    "https://h/datastore/d1/r4//other.example/Patient?page=2",
  ])("follows no link out of the data store: %s", async next => {
    const called: string[] = [];
    const fetch = async (url: string) => {
      called.push(url);
      return Response.json(bundle([found("a")], next));
    };
    await server.close();
    server = await scriptedServer({ fetch });
    const all = Array.fromAsync(server.client.search("Patient"));
    expect(await failureOf(all)).toMatchObject({ kind: "unreadable" });
    expect(called).toEqual([`${server.client.base}Patient/_search`]);
  });

  it("follows a link to _search by POST", async () => {
    const next = `${server.client.base}Patient/_search?page=2&_count=1`;
    server.script({ status: 200, body: bundle([found("a")], next) }, { status: 200, body: bundle([found("b")]) });
    const all = await Array.fromAsync(server.client.search("Patient", { name: "x" }));
    expect(all.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(server.requests[1]).toMatchObject({
      method: "POST",
      target: "/datastore/d1/r4/Patient/_search",
      body: "page=2&_count=1",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
  });

  it("uses GET on request, with repeated and encoded parameters", async () => {
    server.script({ status: 200, body: bundle([]) });
    const criteria = {
      date: ["ge2026", "lt2027"],
      "_has:Observation:patient:code": "http://loinc.org|8867-4",
      name: "O'Neil (a)*",
    };
    expect(await Array.fromAsync(server.client.search("Patient", criteria, { method: "GET" }))).toEqual([]);
    expect(sent()).toEqual([
      "GET Patient?date=ge2026&date=lt2027&_has%3AObservation%3Apatient%3Acode=http%3A%2F%2Floinc.org%7C8867-4&name=O%27Neil%20%28a%29%2A",
    ]);
  });

  it("separates matches, included resources and the service's outcome", async () => {
    const entry = [
      found("a"),
      { resource: { resourceType: "Group", id: "g" } },
      { resource: outcome("informational") },
      { resource: patient },
    ];
    server.script({ status: 200, body: { ...bundle(entry), total: 2 } });
    const [page] = await Array.fromAsync(server.client.searchPages("Patient"));
    expect(page?.matches.map(({ id }) => id)).toEqual(["a", "p-1"]);
    expect(page?.included.map(({ id }) => id)).toEqual(["g"]);
    expect(page?.outcomes).toHaveLength(1);
    expect(page?.total).toBe(2);
  });

  it.each([
    ["an error", { status: 400, body: outcome("invalid") }, "bad-request"],
    ["an answer that is no Bundle", { status: 200, body: patient }, "unreadable"],
    ["a Bundle whose entries are no list", { status: 200, body: { ...bundle([]), entry: {} } }, "unreadable"],
    ["a Bundle with an entry that is none", { status: 200, body: bundle([null]) }, "unreadable"],
    ["a Bundle with a resource that is none", { status: 200, body: bundle([{ resource: "Patient" }]) }, "unreadable"],
    ["a Bundle whose links are no list", { status: 200, body: { ...bundle([]), link: "next" } }, "unreadable"],
    ["an answer without a body", { status: 200 }, "unreadable"],
    ["an answer that is no JSON", { status: 200, body: "<html>" }, "unreadable"],
    [
      "a page that leads back to itself",
      { status: 200, body: bundle([], "https://h/datastore/d1/r4/Patient?page=1") },
      "unreadable",
    ],
    ["a page that leads elsewhere", { status: 200, body: bundle([], "https://h/other?page=1") }, "unreadable"],
  ])("takes %s for a failure, not for nothing found", async (_what, step, kind) => {
    server.script(...Array.from({ length: 8 }, () => step));
    const all = Array.fromAsync(server.client.search("Patient"));
    expect(await failureOf(all)).toMatchObject({ kind });
  });
});

describe("a failure", () => {
  it.each([
    [400, "bad-request"],
    [401, "unauthorized"],
    [403, "forbidden"],
    [404, "not-found"],
    [409, "conflict"],
    [410, "gone"],
    [412, "precondition-failed"],
    [422, "unprocessable"],
    [418, "rejected"],
  ] as const)(
    "of status %i is of kind %s, with the issues' codes and nothing of the data, and is not repeated",
    async (status, kind) => {
      server.script({ status, body: outcome("conflict") });
      const error = await failureOf(server.client.update({ ...patient, id: "secret-id" }));
      const issues = [{ severity: "error", code: "conflict", expression: ["Patient.name"] }];
      expect(error).toMatchObject({ kind, status, issues, attempts: 1, requestId: "request-1", isTransient: false });
      expect(error.message).toContain(`PUT Patient/{id} failed (status ${status}; issues: conflict)`);
      expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(/Smith|secret/);
    },
  );

  it.each([
    [429, "throttled"],
    [500, "server-error"],
    [502, "server-error"],
    [503, "server-error"],
    [504, "server-error"],
  ] as const)("of status %i is of kind %s, and repeated within the budget", async (status, kind) => {
    server.script(...Array.from({ length: 8 }, () => ({ status, body: "no JSON" })));
    const error = await failureOf(server.client.read("Patient", "p-1"));
    expect(error).toMatchObject({ kind, status, attempts: 8, isTransient: true });
    expect(server.pauses).toEqual([50, 100, 200, 400, 800, 1_600, 2_500]);
  });

  it("is final when the service asks for more patience than there is", async () => {
    server.script({ status: 429, headers: { "retry-after": "3600" } });
    const error = await failureOf(server.client.read("Patient", "p-1"));
    expect(error).toMatchObject({ kind: "throttled", attempts: 1, retryAfterMs: 3_600_000 });
  });

  it("without an answer is of kind unreachable", async () => {
    await server.close();
    expect(await failureOf(server.client.read("Patient", "p-1"))).toMatchObject({
      kind: "unreachable",
      status: undefined,
      attempts: 8,
    });
    server = await scriptedServer();
  });

  it("is what a redirect is: the signed headers go nowhere else", async () => {
    const elsewhere = await scriptedServer();
    await server.close();
    server = await scriptedServer({ retry: { maxAttempts: 1 } });
    try {
      for (const status of [301, 302, 307, 308]) {
        server.script({ status, headers: { location: `${elsewhere.client.base}Patient/p-1` } });
        expect(await failureOf(server.client.read("Patient", "p-1"))).toMatchObject({ kind: "unreachable" });
      }
      expect(elsewhere.requests).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  it("of a service that is slow to fail is final when the budget is spent, the time of the attempts included", async () => {
    let time = 0;
    await server.close();
    server = await scriptedServer({
      retry: { budgetMs: 4_000 },
      now: () => new Date(time),
      fetch: async () => {
        time += 1_500;
        throw new TypeError("fetch failed");
      },
    });
    expect(await failureOf(server.client.read("Patient", "p-1"))).toMatchObject({ kind: "unreachable", attempts: 3 });
  });

  it("of a service that never answers ends with the attempt's time", async () => {
    const never = (_url: string, { signal }: RequestInit) =>
      new Promise<Response>((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    const hanging = await scriptedServer({ fetch: never, timeoutMs: 1, retry: { maxAttempts: 2 } });
    expect(await failureOf(hanging.client.read("Patient", "p-1"))).toMatchObject({ kind: "unreachable", attempts: 2 });
    await hanging.close();
  });
});

describe("the types of a data store", () => {
  const statement = (...rest: unknown[]) => ({ status: 200, body: { resourceType: "CapabilityStatement", rest } });

  it("are the types of its capability statement, each once", async () => {
    const resource = [{ type: "Patient" }, { type: "Basic" }, {}, null, "Group"];
    server.script(statement({ mode: "server", resource }, { resource: [{ type: "Patient" }] }, null));
    expect(await server.client.supportedTypes()).toEqual(["Basic", "Patient"]);
    expect(sent()).toEqual(["GET metadata"]);
  });

  it.each([
    ["an answer that is no capability statement", { status: 200, body: patient }],
    ["a statement without types", statement()],
    ["a statement whose types are no list", statement({ resource: { type: "Patient" } })],
  ])("is not nothing for %s", async (_what, step) => {
    server.script(step);
    expect(await failureOf(server.client.supportedTypes())).toMatchObject({ kind: "unreadable" });
  });
});

describe("an export", () => {
  const target = { dataAccessRoleArn: "arn:aws:iam::1:role/r", s3Uri: "s3://b/p", kmsKeyId: "k" };

  it("is started for types and a window, described and cancelled", async () => {
    server.script(
      { status: 202, body: { datastoreId: "d1", jobStatus: "SUBMITTED", jobId: "j1" } },
      {
        status: 200,
        body: {
          exportJobProperties: {
            jobId: "j1",
            jobStatus: "COMPLETED_WITH_ERRORS",
            submitTime: "t1",
            outputDataConfig: { s3Configuration: { s3Uri: "s3://b/p/out" } },
          },
        },
      },
      { status: 202, body: { exportJobCancelProperties: { jobId: "j1", jobStatus: "CANCEL_SUBMITTED" } } },
    );
    const request = {
      ...target,
      types: ["Patient", "Group"],
      since: "2026-01-01T00:00:00Z",
      until: "2026-02-01T00:00:00Z",
    } as const;
    expect(await server.client.startExport(request)).toMatchObject({ jobId: "j1", status: "SUBMITTED" });
    expect(await server.client.describeExport("j1")).toEqual({
      jobId: "j1",
      status: "COMPLETED_WITH_ERRORS",
      isFinished: true,
      submitTime: "t1",
      endTime: undefined,
      s3Uri: "s3://b/p/out",
    });
    expect(await server.client.cancelExport("j1")).toMatchObject({ status: "CANCEL_SUBMITTED" });
    expect(sent()).toEqual([
      "POST $export?_type=Patient%2CGroup&_since=2026-01-01T00%3A00%3A00Z&_until=2026-02-01T00%3A00%3A00Z",
      "GET export/j1",
      "DELETE export/j1",
    ]);
    expect(server.requests[0]?.headers.prefer).toBe("respond-async");
    expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual({
      DataAccessRoleArn: target.dataAccessRoleArn,
      OutputDataConfig: { S3Configuration: { S3Uri: "s3://b/p", KmsKeyId: "k" } },
    });
  });

  it("is not started a second time when the answer was lost", async () => {
    server.script({ truncated: "{" });
    expect(await failureOf(server.client.startExport({ ...target, scope: { group: "g1" } }))).toMatchObject({
      kind: "unreachable",
    });
    expect(sent()).toEqual(["POST Group/g1/$export"]);
  });
});

describe("a subscription", () => {
  it("is made for a topic, waits for its activation, and goes", async () => {
    const stored = (status: string) => ({ resourceType: "Subscription", id: "s1", status });
    server.script(
      { status: 201, body: { resourceType: "SubscriptionTopic", id: "t1" } },
      { status: 201, body: stored("requested") },
      { status: 200, body: stored("requested") },
      { status: 200, body: stored("active") },
      { status: 204 },
      { status: 404, body: outcome("not-found") },
    );
    const { id, topic } = await server.client.createTopic({
      url: "https://tributary.example/topics/all",
      types: ["Patient"],
    });
    expect(topic).toBe(`${server.client.base}SubscriptionTopic/t1`);
    const busArn = "arn:aws:events:eu-west-1:1:event-bus/clinical";
    expect(await server.client.subscribe({ topic, busArn, filters: ["Patient?active=true"] })).toMatchObject({
      id: "s1",
      status: "requested",
    });
    expect(await server.client.activation("s1")).toMatchObject({ status: "active" });
    expect(server.pauses).toEqual([15_000]);
    await server.client.unsubscribe("s1");
    await server.client.deleteTopic(id);
    expect(JSON.parse(server.requests[0]?.body ?? "")).toMatchObject({
      status: "unknown",
      resourceTrigger: [{ resource: "Patient", supportedInteraction: ["create", "update", "delete"] }],
    });
    expect(JSON.parse(server.requests[1]?.body ?? "")).toMatchObject({
      status: "requested",
      criteria: topic,
      _criteria: { extension: [{ valueString: "Patient?active=true" }] },
      channel: { type: "event-bridge", endpoint: busArn, _payload: { extension: [{ valueCode: "id-only" }] } },
    });
  });
});
