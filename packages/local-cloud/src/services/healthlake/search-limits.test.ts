import { type Json, openHealthLake } from "@tributary/testkit/open-healthlake";
import { describe, expect, it } from "vitest";
import { resourceTypes, searchParameters } from "./search/search-parameters.ts";

describe("an invalid date", () => {
  it("is refused by every date parameter of every type, with any prefix, by name", async () => {
    const { get } = openHealthLake();
    const dates = resourceTypes().flatMap(type => [
      `${type} _lastUpdated`,
      ...[...searchParameters(type).values()]
        .filter(({ kind }) => kind === "date")
        .map(({ code }) => `${type} ${code}`),
    ]);
    expect(dates.length).toBeGreaterThan(250);
    for (const [at, one] of dates.entries()) {
      const [type, code] = one.split(" ") as [string, string];
      const prefix = ["", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"][at % 10];
      const { status, body } = await get(`${type}?${code}=${prefix}2026-02-30`);
      expect([status, body.issue[0].diagnostics]).toEqual([400, `A value of ${code} is not a date.`]);
    }
  });

  it.each([
    "0000",
    "26",
    "2026-1-1",
    "2026-00-10",
    "2026-13",
    "2026-01-00",
    "2026-02-29",
    "2026-04-31",
    "20260101",
    "2026-01-01T10",
    "2026-01-01T24:00",
    "2026-01-01T10:60",
    "2026-01-01T10:00:61Z",
    "2026-01-01T10:00:00.Z",
    "2026-01-01T10:00Z:00",
    "2026-01-01 10:00",
    "2026-01-01Z",
    "2026-01-01T10:00%2B14:01",
    "2026-01-01T10:00-05:60",
    "2026-01-01T10:00%2B5",
    "2026-01-01T10:00GMT",
    "now",
    "ge",
    "GE2026",
    "xx2026",
    "ge%202026",
    "2026-01-01|x",
    "2026,",
    "2026,2026-02-30",
  ])("%s is refused wherever dates are asked for", async value => {
    const { get } = openHealthLake();
    for (const path of [
      "Patient?birthdate=",
      "Patient?_lastUpdated=",
      "Observation?patient.birthdate=",
      "Observation?patient._lastUpdated=",
      "Patient?_has:Encounter:patient:date=",
    ])
      expect([path, (await get(path + value)).status]).toEqual([path, 400]);
    if (!/^(2026,|ge%)/.test(value)) expect((await get(`Patient/_history?_since=${value}`)).status).toBe(400);
  });

  it.each([
    "2013-01-14T10:00",
    "2026-12-31T23:59:60Z",
    "2024-02-29",
    "2026-01-01T10:00:00.123456-14:00",
    "2026,2025-01",
  ])("%s is one", async value => {
    const { get } = openHealthLake();
    expect((await get(`Patient?birthdate=${value}`)).status).toBe(200);
    expect((await get(`Patient?_lastUpdated=${value}`)).status).toBe(200);
  });
});

describe("a search that asks for too much", () => {
  const ofOneLink = "derived-from:Observation.";

  it.each([
    ["an untyped chain that branches", `Procedure?${"part-of.".repeat(9)}code=x`],
    ["an untyped chain that would take for ever", `Procedure?${"part-of.".repeat(15)}code=x`],
    ["a typed chain of six links", `Observation?${ofOneLink.repeat(6)}code=x`],
    ["a typed chain without end", `Observation?${ofOneLink.repeat(2_000)}code=x`],
    ["_has within _has", `Patient?_has:Observation:patient:${"_has:Observation:derived-from:".repeat(5)}code=x`],
    ["chains and _has in turns", `Patient?${"_has:Observation:patient:subject:Patient.".repeat(3)}name=x`],
    ["many values at the end of a branching chain", `Observation?subject.name=${"x,".repeat(199)}x`],
    ["many texts that may stand anywhere", `Patient?family:contains=${"x,".repeat(30)}x`],
    ["many wide chains", `Procedure?${Array(60).fill("part-of.code=x").join("&")}`],
    ["many negations", `Patient?${Array(31).fill("gender:not=male").join("&")}`],
  ])("is refused at once: %s", async (_what, path) => {
    const { get, send } = openHealthLake();
    const [type = "", query = ""] = path.split("?");
    const began = performance.now();
    const answers = [
      await get(path),
      await send("POST", `${type}/_search`, query, { "content-type": "application/x-www-form-urlencoded" }),
      await send("DELETE", path),
    ];
    for (const { status, body } of answers) expect([status, body.issue[0].code]).toEqual([400, "too-costly"]);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it.each([
    ["of five links", `Observation?${ofOneLink.repeat(5)}code=x`],
    ["of five links back", `Patient?_has:Observation:patient:${"_has:Observation:derived-from:".repeat(4)}code=x`],
    ["that branches four times", `Procedure?${"part-of.".repeat(4)}code=x`],
  ])("is answered with a chain %s", async (_what, path) => {
    const { get } = openHealthLake();
    expect((await get(path)).status).toBe(200);
  });

  it("is rejected if one page would include more than an answer can hold", async () => {
    const { send, get, clock } = openHealthLake({ indexLagMs: 0, cloudTrail: false });
    const put = (type: string, id: string, more: object = {}) => ({
      request: { method: "PUT", url: `${type}/${id}` },
      resource: { resourceType: type, id, ...more },
    });
    const subject = (at: number) => ({ subject: { reference: `Patient/${at < 600 ? "a" : "b"}` } });
    const entries = [
      ...["a", "b"].map(id => put("Patient", id)),
      ...Array.from({ length: 1_201 }, (_, at) => put("Basic", `b${at}`, { code: { text: "x" }, ...subject(at) })),
    ];
    for (let at = 0; at < entries.length; at += 150)
      await send("POST", "", { resourceType: "Bundle", type: "batch", entry: entries.slice(at, at + 150) });
    await clock.advance(1_000);
    const one = await get("Patient?_id=a&_revinclude=Basic:patient&_revinclude=Basic:subject");
    expect(one.body.entry.filter((entry: Json) => entry.search.mode === "include")).toHaveLength(600);
    expect(await get("Patient?_revinclude=Basic:patient")).toMatchObject({
      status: 400,
      body: { issue: [{ code: "too-costly" }] },
    });
    const includes = ["patient", "subject", "author"].flatMap(code => [1, 2, 3, 4, 5, 6, 7].map(() => code));
    const many = (texts: readonly string[]) => get(`Basic?_count=1&${texts.map(text => `_include=${text}`).join("&")}`);
    expect((await many(includes.map(code => `Basic:${code}`))).status).toBe(200);
    expect(
      (
        await many(
          resourceTypes()
            .filter(type => searchParameters(type).has("patient"))
            .map(type => `${type}:patient`),
        )
      ).status,
    ).toBe(400);
  });
});

it("the searches of a batch cost no more together than one request may", async () => {
  const { send } = openHealthLake();
  const ask = async (url: string, count: number) => {
    const entry = Array.from({ length: count }, () => ({ request: { method: "GET", url } }));
    const { status, body } = await send("POST", "", { resourceType: "Bundle", type: "batch", entry });
    return [status, body.entry.filter((one: Json) => one.response.status === "400").length];
  };
  const wide = `Patient?gender=${Array(200).fill("male").join(",")}`;
  expect(await ask(wide, 25)).toEqual([200, 0]);
  expect(await ask(wide, 27)).toEqual([200, 2]);
  expect(await ask("Patient?_has:Observation:patient:code=x&gender=male", 160)).toEqual([200, 0]);
});

describe("a typed chain", () => {
  it.each([
    ["Observation?subject:Patient.name=Chal", ["o"]],
    ["Observation?subject:Patient.family:exact=Chalmers", ["o"]],
    ["Observation?subject:Patient.general-practitioner:Practitioner.name=Wilson", ["o"]],
    ["Observation?subject:Patient._id=p", ["o"]],
    ["Observation?subject:Patient._has:Encounter:patient:status=finished", ["o"]],
    ["Observation?subject._has:Encounter:patient:status=finished", ["o"]],
    ["Observation?subject:Patient._lastUpdated=ge2026", ["o"]],
    ["Observation?subject:Group._id=p", []],
    ["Patient?_has:Observation:subject:encounter:Encounter.status=finished", ["p"]],
    ["Patient?_has:Observation:subject:_lastUpdated=ge2026", ["p"]],
    ["Patient?_has:Observation:subject:_lastUpdated=lt2026", []],
  ])("%s finds", async (path, expected) => {
    const { send, find, clock } = openHealthLake({ indexLagMs: 0 });
    for (const resource of [
      { resourceType: "Practitioner", id: "d", name: [{ family: "Wilson" }] },
      {
        ...{ resourceType: "Patient", id: "p", name: [{ family: "Chalmers" }] },
        generalPractitioner: [{ reference: "Practitioner/d" }],
      },
      {
        ...{ resourceType: "Encounter", id: "e", status: "finished", class: { code: "AMB" } },
        subject: { reference: "Patient/p" },
      },
      {
        ...{ resourceType: "Observation", id: "o", status: "final", code: { text: "x" } },
        ...{ subject: { reference: "Patient/p" }, encounter: { reference: "Encounter/e" } },
      },
    ])
      expect((await send("PUT", `${resource.resourceType}/${resource.id}`, resource)).status).toBe(201);
    await clock.advance(1_000);
    expect(await find(path)).toEqual(expected);
  });
});

it.each([
  ["Patient?name:exact:more=x", "name:exact:more"],
  ["Observation?subject:Patient:more.name=x", "subject:Patient:more"],
  ["Observation?subject:Nonsense=x", "subject"],
  ["Observation?subject:Nonsense.name=x", "subject"],
  ["Observation?subject:Practitioner=x", "subject"],
  ["Observation?subject:Practitioner.name=x", "subject"],
  ["Observation?subject:exact.name=x", "subject"],
  ["Practitioner?_has:Observation:subject:code=x", "subject"],
  ["Patient?_has:Observation:colour:code=x", "colour"],
  ["Patient?_has:Observation:code:code=x", "code"],
  ["Patient?_lastUpdated:missing=true", "_lastUpdated"],
  ["Patient?_lastUpdated:not=2026", "_lastUpdated"],
  ["Patient?birthdate:exact=2026", "birthdate"],
  ["Patient?gender:text=x", "gender"],
  ["Patient?family:text=x", "family"],
  ["Observation?value-quantity:not=5", "value-quantity"],
  ["Observation?subject:identifier=x", "subject"],
  ["Patient?_count=5&_count=6", "_count"],
  ["Patient?_summary=count&_include=Patient:nope", "_include"],
  ["Patient?_count=0&_total=maybe", "_total"],
  ["Patient?_sort=_id&_sort=_lastUpdated", "_sort"],
  ["Patient?_revinclude=Observation:subject:Nonsense", "_revinclude"],
])("a search with what it does not know is refused for %s, by name", async (path, name) => {
  const { get } = openHealthLake();
  const { status, body } = await get(path);
  expect([status, body.issue[0].diagnostics]).toEqual([400, expect.stringContaining(name)]);
});

it("no results are asked for by counting them", async () => {
  const { send, get, clock } = openHealthLake({ indexLagMs: 0 });
  await send("POST", "Patient", { resourceType: "Patient" });
  await clock.advance(1_000);
  expect((await get("Patient?_count=0")).body).toMatchObject({ total: 1, entry: [] });
});
