import { type Json, openHealthLake } from "@tributary/testkit/open-healthlake";
import { describe, expect, it } from "vitest";

/** A clinic: two patients, an encounter and observations of them, all in the index. */
async function clinic(behaviour = {}) {
  const lake = openHealthLake({ indexLagMs: 0, ...behaviour });
  const { send, clock } = lake;
  const put = async (resource: Json) => {
    const { status, body } = await send("PUT", `${resource.resourceType}/${resource.id}`, resource);
    if (status >= 400) throw new Error(JSON.stringify(body));
    await clock.advance(1_000);
  };
  await put({
    resourceType: "Patient",
    id: "ann",
    meta: { tag: [{ system: "urn:origin", code: "registry" }], profile: ["http://example.org/patient"] },
    identifier: [{ system: "urn:mrn", value: "7" }],
    name: [{ family: "Chálmers", given: ["Ann", "Beth"] }],
    telecom: [
      { system: "phone", value: "555-1" },
      { system: "email", value: "ann@example.org" },
    ],
    address: [{ line: ["1 Main St"], city: "Springfield" }],
    gender: "female",
    birthDate: "1974-12-25",
    deceasedBoolean: false,
  });
  await put({
    resourceType: "Patient",
    id: "bob",
    identifier: [{ system: "urn:other", value: "7" }],
    name: [{ family: "Young" }],
    birthDate: "1980",
    deceasedDateTime: "2020-01-01T10:00:00Z",
    generalPractitioner: [{ reference: "https://elsewhere.example/fhir/Practitioner/1" }],
  });
  await put({
    resourceType: "Encounter",
    id: "e1",
    status: "finished",
    class: { code: "AMB" },
    subject: { reference: "Patient/ann" },
    period: { start: "2026-01-10T09:00:00Z", end: "2026-01-12T17:00:00Z" },
  });
  const observation = (id: string, patient: string, value: number, unit: string) => ({
    resourceType: "Observation",
    id,
    status: "final",
    code: { coding: [{ system: "http://loinc.org", code: "29463-7" }], text: "Weight" },
    subject: { reference: patient },
    ...(id === "o1" && { encounter: { reference: "Encounter/e1" } }),
    effectiveDateTime: "2026-01-11",
    valueQuantity: { value, unit, system: "http://unitsofmeasure.org", code: unit },
  });
  await put(observation("o1", "Patient/ann", 70, "kg"));
  await put(observation("o2", "Patient/bob", 80.4, "kg"));
  return { ...lake, put };
}

describe("a search", () => {
  it.each([
    ["Patient?_id=ann", ["ann"]],
    ["Patient?_id=ann,bob,nobody", ["ann", "bob"]],
    ["Patient?_id:not=ann", ["bob"]],
    ["Patient?identifier=urn:mrn|7", ["ann"]],
    ["Patient?identifier=7", ["ann", "bob"]],
    ["Patient?identifier=urn:mrn|", ["ann"]],
    ["Patient?identifier=|7", []],
    ["Patient?gender=female,male", ["ann"]],
    ["Patient?gender:not=female", ["bob"]],
    ["Patient?gender:missing=true", ["bob"]],
    ["Patient?gender:missing=false", ["ann"]],
    ["Patient?name=chal", ["ann"]],
    ["Patient?family=CHALMERS", ["ann"]],
    ["Patient?family:exact=Chalmers", []],
    ["Patient?family:exact=Ch%C3%A1lmers", ["ann"]],
    ["Patient?family:contains=oun", ["bob"]],
    ["Patient?given=beth&family=chal", ["ann"]],
    ["Patient?address-city=spring", ["ann"]],
    ["Patient?phone=555-1", ["ann"]],
    ["Patient?email=555-1", []],
    ["Patient?birthdate=1974-12-25", ["ann"]],
    ["Patient?birthdate=1974", ["ann"]],
    ["Patient?birthdate=gt1975", ["bob"]],
    ["Patient?birthdate=1980-05-01", []],
    ["Patient?birthdate=ap1980-05-01", ["bob"]],
    ["Patient?birthdate=ge1974-12-25&birthdate=lt1980", ["ann"]],
    ["Patient?deceased=true", ["bob"]],
    ["Patient?_tag=urn:origin|registry", ["ann"]],
    ["Patient?_profile=http://example.org/patient", ["ann"]],
    ["Patient?general-practitioner=https://elsewhere.example/fhir/Practitioner/1", ["bob"]],
    ["Patient?general-practitioner=Practitioner/1", []],
    ["Encounter?date=2026-01-11", []],
    ["Encounter?date=ge2026-01-11", ["e1"]],
    ["Encounter?date=sa2026-01-12", []],
    ["Encounter?date=eb2026-01-14", ["e1"]],
    ["Encounter?class=AMB", ["e1"]],
    ["Observation?patient=ann", ["o1"]],
    ["Observation?patient=Patient/ann", ["o1"]],
    ["Observation?subject:Patient=bob", ["o2"]],
    ["Observation?code=http://loinc.org|29463-7", ["o1", "o2"]],
    ["Observation?value-quantity=70", ["o1"]],
    ["Observation?value-quantity=gt75|http://unitsofmeasure.org|kg", ["o2"]],
    ["Observation?value-quantity=80.4||kg", ["o2"]],
    ["Observation?value-quantity=80.4||lb", []],
    ["Observation?value-quantity=80", ["o2"]],
    ["Observation?date=2026-01-11", ["o1", "o2"]],
    ["Observation?patient.family=chal", ["o1"]],
    ["Observation?subject:Patient.identifier=urn:other|7", ["o2"]],
    ["Observation?encounter.patient.given=ann", ["o1"]],
    ["Patient?_has:Observation:patient:value-quantity=gt75", ["bob"]],
    ["Patient?_has:Encounter:patient:_has:Observation:encounter:code=29463-7", ["ann"]],
    ["Patient?_lastUpdated=lt2026-01-01T00:00:01Z", ["ann"]],
    ["Patient?_lastUpdated=gt2026-01-01T00:00:00Z", ["bob"]],
    ["Patient?_lastUpdated=le2026-01-01T00:00:00.000Z", ["ann"]],
    ["Patient?_lastUpdated=ge2026-01-01T00:00:00%2B00:00", ["ann", "bob"]],
    ["Patient?_lastUpdated=2026-01-01T00:00:01Z", ["bob"]],
    ["Patient?_lastUpdated=ge2026-01-01&_lastUpdated=lt2026-01-01T00:00:01Z&identifier=7", ["ann"]],
    ["Patient?_sort=-_lastUpdated", ["bob", "ann"]],
    ["Patient?_sort=-_id", ["bob", "ann"]],
  ])("finds by %s", async (path, expected) => {
    const { find } = await clinic();
    const ids = await find(path);
    expect(path.includes("_sort") ? ids : ids.sort()).toEqual(expected);
  });

  it.each([
    ["Patient?colour=red", "colour"],
    ["Patient?gender:above=x", "gender"],
    ["Patient?_sort=name", "_sort"],
    ["Patient?_sort=constructor", "_sort"],
    ["Patient?_count=many", "_count"],
    ["Observation?patient:contains=x", "patient"],
    ["Observation?focus=x", "focus"],
    ["Observation?focus.name=x", "focus"],
    ["Observation?code.name=x", "code"],
    ["Observation?value-quantity=heavy", "value-quantity"],
    ["Patient?_include=Patient:name", "_include"],
    ["Patient?_has:Observation=x", "_has"],
    ["Patient?page=7", "page"],
    ["Patient?_summary=text", "_summary"],
    ["Patient?_id:missing=true", "_id"],
    ["Patient?family=", "family"],
    ["Patient?identifier=", "identifier"],
    ["Patient?family=young,", "family"],
    ["Patient?_id=", "_id"],
    ["Patient?gender:not=", "gender"],
    ["Patient?_include:iterate=Patient:link", "_include:iterate"],
  ])("is refused for %s, naming the parameter", async (path, name) => {
    const { get } = await clinic();
    const { status, body } = await get(path);
    expect(status).toBe(400);
    expect(body.issue[0].diagnostics).toContain(name);
  });

  it.each(["patient", "export", "constructor", "Wizard"])("is rejected for %s, which is not a type", async path => {
    const { get } = await clinic();
    expect((await get(path)).status).toBe(404);
  });

  it("is refused for more values than a statement may have, however they are written", async () => {
    const { get } = await clinic();
    for (const [path, separator] of [
      ["Patient?gender=", ","],
      ["Patient?gender=", "&gender="],
      ["Patient?_lastUpdated=ge", "&_lastUpdated=ge"],
      ["Patient?_has:Observation:subject:code=", ","],
      ["Observation?subject:Patient.name=", ","],
      ["Observation?subject=", ","],
    ] as const) {
      const asking = (values: number) => get(path + Array.from({ length: values }, () => "2000").join(separator));
      expect((await asking(200)).status).toBe(200);
      expect(await asking(201)).toMatchObject({ status: 400, body: { issue: [{ code: "too-costly" }] } });
    }
  });

  it("takes its parameters from the body of a POST, or from the address, not from both", async () => {
    const { send } = await clinic();
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const inBody = await send("POST", "Patient/_search", "identifier=urn%3Amrn%7C7", form);
    expect(inBody.body.entry).toMatchObject([{ resource: { id: "ann" } }]);
    const inAddress = await send("POST", "Patient/_search?identifier=urn:mrn|7", undefined, form);
    expect(inAddress.body.entry).toHaveLength(1);
    expect((await send("POST", "Patient/_search?gender=male", "identifier=7", form)).status).toBe(400);
    expect((await send("POST", "Patient/_search", "identifier=7")).status).toBe(415);
  });

  it("brings along what results refer to, and what refers to them", async () => {
    const { get } = await clinic();
    const modes = async (path: string) =>
      (await get(path)).body.entry.map((entry: Json) => `${entry.search.mode} ${entry.resource.id}`);
    expect(await modes("Observation?patient=ann&_include=Observation:patient&_include=Observation:encounter")).toEqual([
      "match o1",
      "include ann",
      "include e1",
    ]);
    expect(await modes("Patient?_id=ann&_revinclude=Observation:patient&_revinclude=Encounter:patient")).toEqual([
      "match ann",
      "include o1",
      "include e1",
    ]);
  });

  it("counts when asked", async () => {
    const { get } = await clinic();
    expect((await get("Patient?_total=accurate&_count=1")).body).toMatchObject({ total: 2, entry: [{}] });
    expect((await get("Patient?_summary=count")).body).toMatchObject({ total: 2, entry: [] });
    expect((await get("Patient")).body.total).toBeUndefined();
  });

  it.each(["", "_sort=-_lastUpdated&", "_sort=_id&", "identifier=urn:n|1&"])(
    "leads through all pages (%s)",
    async order => {
      const { send, get, clock } = openHealthLake({ indexLagMs: 0 });
      const made: string[] = [];
      for (let i = 0; i < 25; i++) {
        const { body } = await send("POST", "Patient", {
          resourceType: "Patient",
          identifier: [{ system: "urn:n", value: "1" }],
        });
        made.push(body.id);
        if (i % 3 === 0) await clock.advance(1); // Several have the same time.
      }
      const found: string[] = [];
      let path: string | undefined = `Patient?${order}_count=4`;
      let pages = 0;
      while (path !== undefined) {
        const { body }: Json = await get(path);
        found.push(...body.entry.map((entry: Json) => entry.resource.id));
        const next = body.link.find((link: Json) => link.relation === "next");
        path = next?.url.replace(/^.*\/r4\//, "");
        pages++;
      }
      expect(pages).toBe(7);
      expect(found).toHaveLength(25);
      expect(new Set(found)).toEqual(new Set(made));
    },
  );
});

describe("a page of large resources", () => {
  it("ends before it is more than one answer should hold, and leads on, in searches and in histories", async () => {
    const { send, get } = openHealthLake({ indexLagMs: 0 });
    const data = "QUJD".repeat(750_000);
    for (const contentType of ["text/a", "text/b", "text/c", "text/d"])
      await send("PUT", "Binary/large", { resourceType: "Binary", id: "large", contentType, data });
    await send("PUT", "Binary/other", { resourceType: "Binary", id: "other", contentType: "text/e", data });
    await send("PUT", "Binary/third", { resourceType: "Binary", id: "third", contentType: "text/f", data });
    for (const [first, expected] of [
      ["Binary?_count=100", ["text/d text/e", "text/f"]],
      ["Binary/large/_history?_count=100", ["text/d text/c", "text/b text/a"]],
    ] as const) {
      const pages: string[] = [];
      for (let path: string | undefined = first; path !== undefined; ) {
        const { body }: Json = await get(path);
        pages.push(body.entry.map((entry: Json) => entry.resource.contentType).join(" "));
        const next = body.link.find((link: Json) => link.relation === "next");
        path = next?.url.replace(/^.*\/r4\//, "");
      }
      expect(pages).toEqual(expected);
    }
  });
});

describe("the index", () => {
  it("lags behind writes, and strong consistency finds the version before", async () => {
    const { send, get, find, clock } = openHealthLake({ indexLagMs: 5_000 });
    const strong = { "x-amz-fhir-history-consistency-level": "strong" };
    const patient = { resourceType: "Patient", id: "p1", gender: "male" };
    await send("PUT", "Patient/p1", patient);
    expect(await find("Patient?gender=male")).toEqual([]);
    expect((await get("Patient/p1")).status).toBe(200);
    await clock.advance(5_000);
    expect(await find("Patient?gender=male")).toEqual(["p1"]);
    await send("PUT", "Patient/p1", { ...patient, gender: "other" });
    expect(await find("Patient")).toEqual([]);
    expect(await find("Patient?gender=other", strong)).toEqual([]);
    const { body } = await get("Patient?gender=male", strong);
    expect(body.entry[0].resource).toMatchObject({ id: "p1", gender: "male", meta: { versionId: "1" } });
    await clock.advance(5_000);
    expect(await find("Patient?gender=male", strong)).toEqual([]);
    expect(await find("Patient?gender=other")).toEqual(["p1"]);
    await send("DELETE", "Patient/p1");
    expect(await find("Patient")).toEqual([]);
    expect(await find("Patient", strong)).toEqual(["p1"]);
    await clock.advance(5_000);
    expect(await find("Patient", strong)).toEqual([]);
    expect((await get("Patient", { "x-amz-fhir-history-consistency-level": "some" })).status).toBe(400);
  });

  it("may lag by version, and never finds two versions of a resource", async () => {
    const { send, get, clock } = openHealthLake({ indexLagMs: ({ versionId }) => (versionId === "2" ? 9_000 : 1_000) });
    for (const gender of ["male", "female", "other"])
      await send("PUT", "Patient/p1", { resourceType: "Patient", id: "p1", gender });
    for (let second = 0; second < 12; second++) {
      const { body } = await get("Patient", { "x-amz-fhir-history-consistency-level": "strong" });
      expect(body.entry.map((entry: Json) => entry.resource.gender)).toEqual(second < 1 ? [] : ["other"]);
      await clock.advance(1_000);
    }
  });

  it("can find the latest by strong consistency", async () => {
    const { send, find } = openHealthLake({ indexLagMs: 5_000, strongSearchFinds: "latest" });
    await send("PUT", "Patient/p1", { resourceType: "Patient", id: "p1" });
    expect(await find("Patient", { "x-amz-fhir-history-consistency-level": "strong" })).toEqual(["p1"]);
  });

  it("forgets deleted resources", async () => {
    const { send, cloud } = openHealthLake({ indexLagMs: 0 });
    for (let i = 0; i < 5; i++)
      await send("PUT", "Patient/p1", {
        resourceType: "Patient",
        id: "p1",
        name: [{ family: `F${i}` }],
        birthDate: "1980",
      });
    await send("DELETE", "Patient/p1");
    const count = (table: string) =>
      cloud.context.store.prepare(`SELECT COUNT(*) AS n FROM healthlake_${table}`).get()?.n;
    expect(["docs", "strings", "dates", "tokens"].map(count)).toEqual([0, 0, 0, 0]);
    expect(count("versions")).toBe(6);
  });
});
