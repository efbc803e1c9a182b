import { type Json, openHealthLake } from "@tributary/testkit/open-healthlake";
import { describe, expect, it } from "vitest";

const patient = (family: string) => ({
  resourceType: "Patient",
  identifier: [{ system: "urn:mrn", value: family }],
  name: [{ family }],
});
const entry = (method: string, url: string, resource?: unknown, more: object = {}, fullUrl?: string) => ({
  ...(fullUrl !== undefined && { fullUrl }),
  request: { method, url, ...more },
  ...(resource !== undefined && { resource }),
});
const bundle = (type: string, ...entries: object[]) => ({ resourceType: "Bundle", type, entry: entries });

describe("a batch", () => {
  it("runs each entry by itself, and reports its outcome", async () => {
    const { send, get } = openHealthLake();
    await send("PUT", "Patient/old", { ...patient("Old"), id: "old" });
    const { status, body } = await send(
      "POST",
      "",
      bundle(
        "batch",
        entry("POST", "Patient", patient("New")),
        entry("PUT", "Patient/old", { ...patient("Old"), id: "old" }, { ifMatch: 'W/"9"' }),
        entry("GET", "Patient/old"),
        entry("DELETE", "Patient/nobody"),
        entry("POST", "Patient", { ...patient("Bad"), gender: 7 }),
        entry("PATCH", "Patient/old", {
          resourceType: "Binary",
          contentType: "application/json-patch+json",
          data: Buffer.from('[{"op":"add","path":"/active","value":true}]').toString("base64"),
        }),
        entry("GET", "Patient?identifier=urn:mrn|Old&_summary=count"),
        entry("DELETE", "Patient/old"),
      ),
    );
    expect([status, body.type]).toEqual([200, "batch-response"]);
    expect(body.entry.map((one: Json) => one.response.status)).toEqual([
      "201",
      "412",
      "200",
      "404",
      "400",
      "200",
      "200",
      "204",
    ]);
    expect(body.entry[0]).toMatchObject({ resource: { name: [{ family: "New" }] }, response: { etag: 'W/"1"' } });
    expect(body.entry[4].response.outcome).toMatchObject({
      resourceType: "OperationOutcome",
      issue: [{ expression: ["/gender"] }],
    });
    expect((await get("Patient/old")).status).toBe(410);
  });
});

it("says of each version in a bundle when it was written, as its meta does", async () => {
  const { send, clock } = openHealthLake();
  await clock.advance(1_234);
  const calls = [entry("PUT", "Patient/a", { ...patient("A"), id: "a" }), entry("GET", "Patient/a")];
  const { body } = await send("POST", "", bundle("batch", ...calls));
  const times = body.entry.map(({ resource, response }: Json) => [resource.meta.lastUpdated, response.lastModified]);
  expect(times).toEqual(Array(2).fill(Array(2).fill("2026-01-01T00:00:01.234Z")));
});

describe("a transaction", () => {
  it("assigns ids to resources that refer to each other", async () => {
    const { send, get } = openHealthLake();
    const urn = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a";
    const { status, body } = await send(
      "POST",
      "",
      bundle(
        "transaction",
        entry("POST", "Encounter", {
          resourceType: "Encounter",
          status: "planned",
          class: { code: "AMB" },
          subject: { reference: urn },
        }),
        entry("POST", "Patient", patient("New"), {}, urn),
      ),
    );
    expect([status, body.type]).toEqual([200, "transaction-response"]);
    const [encounter, made] = body.entry.map((one: Json) => one.resource);
    expect(encounter.subject).toEqual({ reference: `Patient/${made.id}` });
    expect((await get(`Patient/${made.id}`)).status).toBe(200);
  });

  it("refers to existing resources by criteria", async () => {
    const { send } = openHealthLake();
    const there = await send("POST", "Patient", patient("There"));
    const encounter = (reference: string) => ({
      resourceType: "Encounter",
      status: "planned",
      class: { code: "AMB" },
      subject: { reference },
    });
    const refer = (reference: string) =>
      send("POST", "", bundle("transaction", entry("POST", "Encounter", encounter(reference))));
    const { body } = await refer("Patient?identifier=urn:mrn|There");
    expect(body.entry[0].resource.subject).toEqual({ reference: `Patient/${there.body.id}` });
    expect((await refer("Patient?identifier=urn:mrn|Nobody")).status).toBe(412);
  });

  it("meets what a condition finds, also in references to it", async () => {
    const { send } = openHealthLake();
    const there = await send("POST", "Patient", patient("There"));
    const { body } = await send(
      "POST",
      "",
      bundle(
        "transaction",
        entry("POST", "Patient", patient("There"), { ifNoneExist: "identifier=urn:mrn|There" }, "urn:uuid:1"),
        entry("POST", "Encounter", {
          resourceType: "Encounter",
          status: "planned",
          class: { code: "AMB" },
          subject: { reference: "urn:uuid:1" },
        }),
      ),
    );
    expect(body.entry[0].response.status).toBe("200");
    expect(body.entry[1].resource.subject).toEqual({ reference: `Patient/${there.body.id}` });
  });

  it("rewrites links in every place and form that FHIR has for them", async () => {
    const { send } = openHealthLake();
    const root = "https://other.example/fhir/";
    const urn = "urn:uuid:aaaaaaaa-0000-4000-8000-000000000001";
    const observation = (more: object) => ({
      resourceType: "Observation",
      status: "final",
      code: { text: "q" },
      ...more,
    });
    const div = (href: string) => `<div xmlns="http://www.w3.org/1999/xhtml"><a href="${href}">${urn}</a></div>`;
    const { status, body } = await send(
      "POST",
      "",
      bundle(
        "transaction",
        entry("POST", "Patient", { ...patient("a"), id: "77", meta: { versionId: "2" } }, {}, `${root}Patient/77`),
        entry("POST", "Patient", patient("b"), {}, urn),
        entry(
          "POST",
          "Observation",
          observation({
            subject: { reference: "Patient/77" },
            performer: [{ reference: "Patient/78" }, { reference: `${root}Patient/77` }, { reference: `${urn}#part` }],
            focus: [{ reference: "Patient/77/_history/2" }, { reference: `${root}Patient/77/_history/1` }],
            text: { status: "generated", div: div(urn) },
            extension: [{ url: "http://example.org/u", valueUri: urn }],
            note: [{ text: urn }],
            contained: [
              {
                resourceType: "Media",
                id: "m",
                status: "completed",
                subject: { reference: "Patient/77" },
                content: { url: urn },
              },
            ],
            partOf: [{ reference: "#m" }],
          }),
          {},
          `${root}Observation/1`,
        ),
        entry("POST", "Observation", observation({ subject: { reference: "Patient/77" } }), {}, "urn:uuid:3"),
      ),
    );
    expect(status).toBe(200);
    const [a, b, full, other] = body.entry.map((one: Json) => one.resource);
    expect(full).toMatchObject({
      subject: { reference: `Patient/${a.id}` },
      performer: [{ reference: "Patient/78" }, { reference: `Patient/${a.id}` }, { reference: `Patient/${b.id}#part` }],
      focus: [{ reference: `Patient/${a.id}/_history/1` }, { reference: `Patient/${a.id}` }],
      text: { div: div(`Patient/${b.id}`) },
      extension: [{ url: "http://example.org/u", valueUri: `Patient/${b.id}` }],
      note: [{ text: urn }],
      contained: [{ subject: { reference: `Patient/${a.id}` }, content: { url: `Patient/${b.id}` } }],
      partOf: [{ reference: "#m" }],
    });
    // Relative to nothing that the bundle knows: to this data store.
    expect(other.subject).toEqual({ reference: "Patient/77" });
  });

  it("resolves links to what an update by criteria creates or finds", async () => {
    const { send, get } = openHealthLake();
    const there = await send("POST", "Patient", patient("There"));
    const basic = (reference: string) =>
      entry("POST", "Basic", { resourceType: "Basic", code: { text: "x" }, subject: { reference } });
    const { body } = await send(
      "POST",
      "",
      bundle(
        "transaction",
        basic("urn:uuid:1"),
        basic("urn:uuid:2"),
        basic("urn:uuid:3"),
        entry("PUT", "Patient?identifier=urn:mrn|New", patient("New"), {}, "urn:uuid:1"),
        entry("PUT", "Patient?identifier=urn:mrn|There", patient("There"), {}, "urn:uuid:2"),
        entry("PUT", "Patient?identifier=urn:mrn|Own", { ...patient("Own"), id: "own" }, {}, "urn:uuid:3"),
      ),
    );
    const [first, second, third, created] = body.entry.map((one: Json) => one.resource);
    expect(first.subject).toEqual({ reference: `Patient/${created.id}` });
    expect(second.subject).toEqual({ reference: `Patient/${there.body.id}` });
    expect(third.subject).toEqual({ reference: "Patient/own" });
    expect((await get(`Patient/${created.id}`)).status).toBe(200);
  });

  it("finds by criteria what it writes itself, and not what it replaces or deletes", async () => {
    const { send, cloud } = openHealthLake();
    await send("PUT", "Patient/old", { ...patient("Old"), id: "old" });
    await send("PUT", "Patient/gone", { ...patient("Gone"), id: "gone" });
    const basic = (family: string) =>
      entry("POST", "Basic", {
        ...{ resourceType: "Basic", code: { text: "x" } },
        subject: { reference: `Patient?identifier=urn:mrn|${family}` },
      });
    const ask = (...families: string[]) =>
      send(
        "POST",
        "",
        bundle(
          "transaction",
          ...families.map(basic),
          entry("POST", "Patient", patient("New"), {}, "urn:uuid:1"),
          entry("PUT", "Patient/old", { ...patient("Changed"), id: "old" }),
          entry("DELETE", "Patient/gone"),
        ),
      );
    for (const family of ["Old", "Gone", "Nobody"])
      expect(await ask(family)).toMatchObject({
        status: 412,
        body: { issue: [{ expression: ["/entry/0/resource"] }] },
      });
    const { body } = await ask("New", "Changed");
    expect(body.entry.slice(0, 2).map((one: Json) => one.resource.subject.reference)).toEqual([
      `Patient/${body.entry[2].resource.id}`,
      "Patient/old",
    ]);
    const docs = "SELECT COUNT(*) AS n FROM healthlake_docs WHERE doc < 0";
    expect(cloud.context.store.prepare(docs).get()).toEqual({ n: 0 });
  });

  it("finds by criteria what a condition finds as it is, and not what criteria delete", async () => {
    const { send } = openHealthLake();
    const there = await send("POST", "Patient", patient("There"));
    await send("POST", "Patient", patient("Gone"));
    const basic = (family: string) =>
      entry("POST", "Basic", {
        ...{ resourceType: "Basic", code: { text: "x" } },
        subject: { reference: `Patient?identifier=urn:mrn|${family}` },
      });
    const create = entry(
      "POST",
      "Patient",
      patient("Other"),
      { ifNoneExist: "identifier=urn:mrn|There" },
      "urn:uuid:1",
    );
    const remove = entry("DELETE", "Patient?identifier=urn:mrn|Gone&_count=1&_format=json");
    const ask = (family: string) => send("POST", "", bundle("transaction", basic(family), create, remove));
    expect((await ask("Other")).status).toBe(412);
    expect((await ask("Gone")).status).toBe(412);
    const { body } = await ask("There");
    expect(body.entry[0].resource.subject).toEqual({ reference: `Patient/${there.body.id}` });
  });

  it("is refused where a reference by criteria matches several, or a criterion is not supported", async () => {
    const { send } = openHealthLake();
    const ask = (reference: string) =>
      send(
        "POST",
        "",
        bundle(
          "transaction",
          entry("POST", "Patient", patient("Twin")),
          entry("POST", "Patient", patient("Twin")),
          entry("POST", "Basic", { resourceType: "Basic", code: { text: "x" }, subject: { reference } }),
        ),
      );
    expect(await ask("Patient?identifier=urn:mrn|Twin")).toMatchObject({
      status: 412,
      body: { issue: [{ code: "multiple-matches", expression: ["/entry/2"] }] },
    });
    expect((await ask("Patient?colour=red")).status).toBe(400);
    expect((await ask("Patient?")).status).toBe(412);
  });

  it("creates once for two entries with one condition, and refuses a condition that it fulfils itself", async () => {
    const { send } = openHealthLake();
    const create = (criteria: string, fullUrl: string) =>
      entry("POST", "Patient", patient("One"), { ifNoneExist: criteria }, fullUrl);
    const basic = entry("POST", "Basic", {
      resourceType: "Basic",
      code: { text: "x" },
      subject: { reference: "urn:uuid:2" },
    });
    const same = bundle(
      "transaction",
      create("identifier=urn:mrn|One", "urn:uuid:1"),
      create("identifier=urn:mrn|One", "urn:uuid:2"),
      basic,
    );
    const { body } = await send("POST", "", same);
    const [first, second, third] = body.entry;
    expect([first.response.status, second.response.status, second.resource.id]).toEqual([
      "201",
      "200",
      first.resource.id,
    ]);
    expect(third.resource.subject).toEqual({ reference: `Patient/${first.resource.id}` });
    const { send: again } = openHealthLake();
    const unlike = bundle(
      "transaction",
      create("identifier=urn:mrn|One", "urn:uuid:1"),
      create("family=One", "urn:uuid:2"),
      basic,
    );
    expect(await again("POST", "", unlike)).toMatchObject({
      status: 412,
      body: { issue: [{ expression: ["/entry/1"] }] },
    });
  });

  it("is refused where two entries change one resource that criteria find", async () => {
    const { send } = openHealthLake();
    await send("PUT", "Patient/a", { ...patient("A"), id: "a" });
    const byCriteria = entry("PUT", "Patient?identifier=urn:mrn|A", patient("A"));
    for (const other of [
      entry("PUT", "Patient/a", { ...patient("A"), id: "a" }),
      entry("DELETE", "Patient/a"),
      entry("DELETE", "Patient?identifier=urn:mrn|A"),
      byCriteria,
    ])
      expect(await send("POST", "", bundle("transaction", other, byCriteria))).toMatchObject({
        status: 400,
        body: { issue: [{ expression: ["/entry/1"] }] },
      });
  });

  it("leaves nothing when one entry fails", async () => {
    const { send, get, cloud } = openHealthLake();
    await send("PUT", "Patient/old", { ...patient("Old"), id: "old" });
    const count = () => cloud.context.store.prepare("SELECT COUNT(*) AS n FROM healthlake_versions").get()?.n;
    const before = count();
    const failed = await send(
      "POST",
      "",
      bundle(
        "transaction",
        entry("POST", "Patient", patient("New")),
        entry("DELETE", "Patient/old"),
        entry("PUT", "Patient/other", { ...patient("Other"), id: "other" }, { ifMatch: 'W/"1"' }),
      ),
    );
    expect(failed).toMatchObject({ status: 412, body: { issue: [{ expression: ["/entry/2"] }] } });
    expect(count()).toBe(before);
    expect((await get("Patient/old")).status).toBe(200);
    expect(
      await send("POST", "", bundle("transaction", entry("POST", "Patient", { ...patient("x"), active: 1 }))),
    ).toMatchObject({
      status: 400,
      body: { issue: [{ expression: ["/entry/0/resource/active"] }] },
    });
  });

  it.each([
    ["a type that is none", bundle("collection"), 400, "/type"],
    [
      "two entries of one fullUrl",
      bundle(
        "transaction",
        entry("POST", "Patient", patient("a"), {}, "urn:uuid:1"),
        entry("POST", "Patient", patient("b"), {}, "urn:uuid:1"),
      ),
      400,
      "/entry/1/fullUrl",
    ],
    [
      "two changes of one resource",
      bundle("transaction", entry("DELETE", "Patient/a"), entry("DELETE", "Patient/a")),
      400,
      "/entry/1",
    ],
    [
      "over 100 entries in a transaction",
      bundle("transaction", ...Array.from({ length: 101 }, () => entry("GET", "Patient/a"))),
      422,
      undefined,
    ],
    [
      "over 160 entries in a batch",
      bundle("batch", ...Array.from({ length: 161 }, () => entry("GET", "Patient/a"))),
      422,
      undefined,
    ],
  ])("is refused for %s", async (_what, body, status, pointer) => {
    const { send } = openHealthLake();
    const answer = await send("POST", "", body);
    expect(answer.status).toBe(status);
    expect(answer.body.issue[0].expression?.[0]).toBe(pointer);
  });

  it("is not done in the background", async () => {
    const { send } = openHealthLake();
    expect((await send("POST", "", bundle("transaction"), { prefer: "respond-async" })).status).toBe(501);
  });
});
