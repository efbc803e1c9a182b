import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import { createFhirClient } from "@tributary/healthlake/fhir-client";
import { referenceMatcher } from "@tributary/local-cloud/services/healthlake/reference-matcher";
import { fetchFrom } from "@tributary/testkit/fetch-from";
import { openHealthLake, PLACE } from "@tributary/testkit/open-healthlake";
import { describe, expect, it } from "vitest";
import { loadStore, type PlacedResource } from "../load/load-store.ts";
import { writeResolved } from "./conditional-references.ts";

const practitioner = (id: string, npi = id) => ({
  ...{ resourceType: "Practitioner", id },
  identifier: [{ system: "urn:npi", value: npi }],
});
const encounter = (id: string, ...individuals: string[]) => ({
  ...{ resourceType: "Encounter", id, status: "finished", class: { code: "AMB" } },
  identifier: [{ system: "urn:visit", value: id }],
  ...(individuals.length > 0 && { participant: individuals.map(reference => ({ individual: { reference } })) }),
});
const partOf = (resource: object, reference: string) => ({ ...resource, partOf: { reference } });

/** Loads the resources as the main job does; returns the data store's content. */
async function load(...resources: object[]) {
  const { cloud, datastoreId, get } = openHealthLake();
  const client = createFhirClient({
    ...{ region: PLACE.region, datastoreId, endpoint: "http://local", fetch: fetchFrom(cloud) },
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  async function* input(): AsyncGenerator<PlacedResource> {
    for (const [index, resource] of resources.entries())
      yield { resource: resource as PlacedResource["resource"], at: { file: "in.ndjson", line: index + 1 } };
  }
  let writes = 0;
  await writeResolved(input(), {
    match: referenceMatcher(cloud.context, datastoreId),
    stop: new AbortController().signal,
    async write(some) {
      writes += await loadStore(some, {
        client,
        onRefused: (at, reason) => {
          throw new Error(`${at.line}: ${reason}`);
        },
      });
    },
  });
  const participants = async (id: string) =>
    (await get(`Encounter/${id}`)).body.participant.map(
      (one: { individual: { reference: string } }) => one.individual.reference,
    );
  return { get, writes, participants };
}

const byNpi = (npi: string) => `Practitioner?identifier=urn:npi|${npi}`;

describe("references by criteria in the input", () => {
  it("refer to earlier or later entries, and each resource is written once", async () => {
    const { writes, participants } = await load(
      encounter("e1", byNpi("a"), byNpi("b")),
      practitioner("a"),
      encounter("e2", byNpi("a"), "Practitioner/b"),
      ...Array.from({ length: 120 }, (_, at) => encounter(`e-${at}`, byNpi("b"))),
      practitioner("b"),
    );
    expect(writes).toBe(124);
    expect(await participants("e1")).toEqual(["Practitioner/a", "Practitioner/b"]);
    expect(await participants("e2")).toEqual(["Practitioner/a", "Practitioner/b"]);
    expect(await participants("e-119")).toEqual(["Practitioner/b"]);
  });

  it("stay if they match nothing or several, while others beside them are resolved", async () => {
    const { writes, participants } = await load(
      encounter("e1", byNpi("a"), byNpi("nobody"), byNpi("twin"), "Practitioner?colour=red", "Wizard?name=x"),
      practitioner("a"),
      practitioner("t1", "twin"),
      practitioner("t2", "twin"),
    );
    expect(writes).toBe(4);
    expect(await participants("e1")).toEqual([
      "Practitioner/a",
      byNpi("nobody"),
      byNpi("twin"),
      "Practitioner?colour=red",
      "Wizard?name=x",
    ]);
  });

  it("resolve through resources that wait themselves, unless those wait for each other", async () => {
    const byVisit = (id: string) => `Encounter?identifier=urn:visit|${id}`;
    const { get } = await load(
      partOf(encounter("e1"), byVisit("e2")),
      partOf(encounter("e2"), byVisit("e3")),
      partOf(encounter("e3", byNpi("a")), byVisit("e4")),
      encounter("e4", byNpi("a")),
      practitioner("a"),
      partOf(encounter("x"), byVisit("y")),
      partOf(encounter("y"), byVisit("x")),
    );
    const references = await Promise.all(
      ["e1", "e2", "e3", "x", "y"].map(async id => (await get(`Encounter/${id}`)).body.partOf.reference),
    );
    // In a circle, neither exists when the other is written.
    expect(references).toEqual(["Encounter/e2", "Encounter/e3", "Encounter/e4", byVisit("y"), byVisit("x")]);
  });

  it("keep the versions of a resource in their order", async () => {
    const { get } = await load(
      encounter("e1", byNpi("a")),
      encounter("e1", "Practitioner/second"),
      encounter("e1", byNpi("nobody")),
      encounter("e1", "Practitioner/last"),
      practitioner("a"),
    );
    const { body } = await get("Encounter/e1/_history");
    expect(
      body.entry.map(
        (one: { resource: { participant: [{ individual: { reference: string } }] } }) =>
          one.resource.participant[0].individual.reference,
      ),
    ).toEqual(["Practitioner/last", byNpi("nobody"), "Practitioner/second", "Practitioner/a"]);
  });

  it("keep the digits of decimals while they wait", async () => {
    const weighed = parseFhirJson(
      `{ "resourceType": "Encounter", "id": "e1", "status": "finished", "class": { "code": "AMB" },
        "participant": [{ "individual": { "reference": "${byNpi("a")}" } }],
        "extension": [{ "url": "urn:weight", "valueDecimal": 72.50 }] }`,
    ) as object;
    const { get } = await load(weighed, practitioner("a"));
    const { text } = await get("Encounter/e1");
    expect(text).toContain('"reference":"Practitioner/a"');
    expect(text).toContain('"valueDecimal":72.50}');
  });
});
