import { type Json, openHealthLake } from "@tributary/testkit/open-healthlake";
import { describe, expect, it } from "vitest";

const ann = { resourceType: "Patient", name: [{ family: "Chalmers", given: ["Ann"] }], gender: "female" };

describe("a resource", () => {
  it("is created with an id, a version and a time of its own", async () => {
    const { send, get, clock } = openHealthLake();
    const made = await send("POST", "Patient", ann);
    expect(made.status).toBe(201);
    const { id, meta } = made.body;
    expect(meta).toEqual({ versionId: "1", lastUpdated: new Date(clock.now()).toISOString() });
    expect(made.headers).toMatchObject({ etag: 'W/"1"' });
    expect(made.headers.location).toMatch(new RegExp(`/r4/Patient/${id}/_history/1$`));
    const read = await get(`Patient/${id}`);
    expect(read).toMatchObject({ status: 200, body: { ...ann, id } });
  });

  it("gets a version for each update, and keeps them all", async () => {
    const { send, get } = openHealthLake();
    await send("PUT", "Patient/p1", { ...ann, id: "p1" });
    const second = await send("PUT", "Patient/p1", { ...ann, id: "p1", active: true });
    expect(second).toMatchObject({ status: 200, headers: { etag: 'W/"2"' }, body: { meta: { versionId: "2" } } });
    const first = await get("Patient/p1/_history/1");
    expect(first.body).toMatchObject({ id: "p1", meta: { versionId: "1" } });
    expect(first.body.active).toBeUndefined();
    expect((await get("Patient/p1/_history/3")).status).toBe(404);
    const { body } = await get("Patient/p1/_history");
    expect(body.entry.map((entry: { resource: { meta: object } }) => entry.resource.meta)).toMatchObject([
      { versionId: "2" },
      { versionId: "1" },
    ]);
  });

  it("is gone after a delete, with its history kept, and comes back by an update", async () => {
    const { send, get } = openHealthLake();
    await send("PUT", "Patient/p1", { ...ann, id: "p1" });
    expect((await send("DELETE", "Patient/p1")).status).toBe(204);
    expect(await get("Patient/p1")).toMatchObject({ status: 410, body: { issue: [{ code: "deleted" }] } });
    expect((await get("Patient/p1/_history/2")).status).toBe(410);
    expect((await get("Patient/p1/_history/1")).status).toBe(200);
    expect((await send("DELETE", "Patient/p1")).status).toBe(204);
    const { body } = await get("Patient/p1/_history");
    expect(body.entry.map((entry: { request: object }) => entry.request)).toEqual([
      { method: "DELETE", url: "Patient/p1" },
      { method: "PUT", url: "Patient/p1" },
    ]);
    expect(await send("PUT", "Patient/p1", { ...ann, id: "p1" })).toMatchObject({
      status: 201,
      body: { meta: { versionId: "3" } },
    });
    expect((await send("DELETE", "Patient/nobody")).status).toBe(404);
  });

  it("is updated only from the version that If-Match names", async () => {
    const { send } = openHealthLake();
    await send("PUT", "Patient/p1", { ...ann, id: "p1" });
    const again = (etag: string) => send("PUT", "Patient/p1", { ...ann, id: "p1" }, { "if-match": etag });
    expect((await again('W/"1"')).status).toBe(200);
    expect((await again('W/"1"')).status).toBe(412);
    expect((await again("later")).status).toBe(400);
    expect((await send("PUT", "Patient/p2", { ...ann, id: "p2" }, { "if-match": 'W/"1"' })).status).toBe(412);
    expect((await send("DELETE", "Patient/p1", undefined, { "if-match": 'W/"1"' })).status).toBe(412);
  });

  it("is changed by a JSON Patch as a whole or not at all", async () => {
    const { send, get } = openHealthLake();
    await send("PUT", "Patient/p1", { ...ann, id: "p1" });
    const patch = (operations: unknown, headers = {}) =>
      send("PATCH", "Patient/p1", operations, { "content-type": "application/json-patch+json", ...headers });
    const changed = await patch([{ op: "replace", path: "/gender", value: "other" }]);
    expect(changed).toMatchObject({ status: 200, body: { gender: "other", meta: { versionId: "2" } } });
    const failing = [
      { op: "remove", path: "/gender" },
      { op: "test", path: "/name/0/family", value: "Nobody" },
    ];
    expect((await patch(failing)).status).toBe(422);
    expect((await patch({ op: "remove" })).status).toBe(400);
    expect((await patch([{ op: "replace", path: "/id", value: "p2" }])).status).toBe(422);
    expect((await patch([{ op: "remove", path: "/gender" }], { "if-match": 'W/"1"' })).status).toBe(412);
    expect((await send("PATCH", "Patient/p1", [])).status).toBe(415);
    expect((await get("Patient/p1")).body).toMatchObject({ gender: "other", meta: { versionId: "2" } });
  });

  it("is created once for one idempotency key", async () => {
    const { send, find, clock } = openHealthLake();
    const key = { "x-amz-fhir-idempotency-key": "5d6a3f3c-6b6f-4c4e-9d1a-0c7c6f1f0b1a" };
    const made = await send("POST", "Patient", ann, key);
    const again = await send("POST", "Patient", ann, key);
    expect(again).toMatchObject({ status: 409, headers: { location: made.headers.location } });
    expect((await send("POST", "Patient", ann, { "x-amz-fhir-idempotency-key": "1" })).status).toBe(400);
    await clock.advance(1_000);
    expect(await find("Patient")).toEqual([made.body.id]);
  });
});

describe("history", () => {
  it("shows versions late, in their order, while a read by id shows the newest at once", async () => {
    const lags = [1_000, 9_000, 0];
    const { send, get, clock } = openHealthLake({ historyLagMs: ({ versionId }) => lags[Number(versionId) - 1] ?? 0 });
    const shown = async (path: string) => {
      const { body } = await get(path);
      return (body.entry ?? []).map((entry: Json) => entry.resource?.meta.versionId ?? "deleted");
    };
    const statuses = async () =>
      await Promise.all([1, 2, 3].map(async version => (await get(`Patient/p1/_history/${version}`)).status));
    await send("PUT", "Patient/p1", { resourceType: "Patient", id: "p1" });
    expect((await get("Patient/p1")).status).toBe(200);
    expect((await get("Patient/p1/_history")).status).toBe(404);
    expect(await shown("Patient/_history")).toEqual([]);
    await send("PUT", "Patient/p1", { resourceType: "Patient", id: "p1", active: true });
    await send("DELETE", "Patient/p1");
    expect((await get("Patient/p1")).status).toBe(410);
    await clock.advance(1_000);
    expect(await statuses()).toEqual([200, 404, 404]);
    for (const path of ["Patient/p1/_history", "Patient/_history"]) expect(await shown(path)).toEqual(["1"]);
    await clock.advance(8_000);
    expect(await statuses()).toEqual([200, 200, 410]);
    for (const path of ["Patient/p1/_history", "Patient/_history"])
      expect(await shown(path)).toEqual(["deleted", "2", "1"]);
  });
});

describe("a conditional interaction", () => {
  const identified = { ...ann, identifier: [{ system: "urn:mrn", value: "7" }] };
  const criteria = "identifier=urn:mrn|7";

  it("creates missing resources, and updates existing ones", async () => {
    const { send } = openHealthLake();
    const first = await send("PUT", `Patient?${criteria}`, identified);
    expect(first.status).toBe(201);
    const second = await send("PUT", `Patient?${criteria}`, { ...identified, active: true });
    expect(second).toMatchObject({ status: 200, body: { id: first.body.id, meta: { versionId: "2" } } });
    const third = await send("POST", "Patient", identified, { "if-none-exist": criteria });
    expect(third).toMatchObject({ status: 200, body: { id: first.body.id, meta: { versionId: "2" } } });
  });

  it("is refused when several resources match", async () => {
    const { send } = openHealthLake();
    await send("POST", "Patient", identified);
    await send("POST", "Patient", identified);
    expect((await send("PUT", `Patient?${criteria}`, identified)).status).toBe(412);
    expect((await send("POST", "Patient", identified, { "if-none-exist": criteria })).status).toBe(412);
  });

  it("deletes all that match, and answers for each", async () => {
    const { send, get } = openHealthLake();
    const made = [await send("POST", "Patient", identified), await send("POST", "Patient", identified)];
    const { status, body } = await send("DELETE", `Patient?${criteria}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ type: "batch-response", entry: [{ response: { status: "204" } }, {}] });
    for (const { body } of made) expect((await get(`Patient/${body.id}`)).status).toBe(410);
  });
});

describe("a refusal", () => {
  it("is an OperationOutcome that names elements and no values", async () => {
    const { send } = openHealthLake();
    const answers = [
      await send("POST", "Patient", '{"resourceType":"Patient","name":"Chalmers'),
      await send("POST", "Patient", { resourceType: "Observation", note: "Chalmers" }),
      await send("POST", "Patient", { ...ann, gender: null }),
      await send("PUT", "Patient/p1", { ...ann, id: "p2" }),
      await send("PUT", `Patient/${"x".repeat(65)}`, { ...ann, id: "x".repeat(65) }),
      await send("POST", "Patient", { ...ann, id: "Chalmers Ann" }),
      await send("GET", "Patient?chalmers=Chalmers"),
      await send("GET", "Patient?birthdate=Chalmers"),
    ];
    for (const { status, body } of answers) {
      expect([status, body.resourceType]).toEqual([400, "OperationOutcome"]);
      expect(JSON.stringify(body)).not.toContain("Chalmers");
    }
    expect(answers[2]?.body.issue).toMatchObject([{ severity: "error", expression: ["/gender"] }]);
  });

  it("meets unknown types, stores and operations", async () => {
    const { send, cloud } = openHealthLake();
    expect((await send("POST", "Wizard", { resourceType: "Wizard" })).status).toBe(404);
    expect((await send("POST", "Patient/$merge", ann)).body.issue[0].diagnostics).toContain("$merge");
    const path = "/datastore/none/r4/Patient";
    const unknown = await cloud.handle({
      method: "GET",
      path,
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.from(""),
    });
    expect(unknown.status).toBe(404);
  });

  it("comes as 429 above the rate, and ends with the second", async () => {
    const { get, send, clock } = openHealthLake({ maxReadsPerSecond: 2, maxWritesPerSecond: 1 });
    const statuses = async () => [
      (await get("Patient/a")).status,
      (await get("Patient/a")).status,
      (await get("Patient/a")).status,
    ];
    expect(await statuses()).toEqual([404, 404, 429]);
    expect((await send("POST", "Patient", ann)).status).toBe(201);
    expect(await send("POST", "Patient", ann)).toMatchObject({ status: 429, body: { issue: [{ code: "throttled" }] } });
    await clock.advance(1_000);
    expect(await statuses()).toEqual([404, 404, 429]);
  });
});
