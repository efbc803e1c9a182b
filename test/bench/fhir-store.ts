import { createCloud } from "@tributary/local-cloud/cloud";
import { seededRandom } from "@tributary/local-cloud/kernel/random";
import { eventsService } from "@tributary/local-cloud/services/events/service";
import { healthlakeServices } from "@tributary/local-cloud/services/healthlake/service";
import { median } from "./median.ts";

const RESOURCES = 100_000;
const BATCH = 100;
const ROUNDS = 21;

/** Searches of a data store of 100,000 resources that must not go through all of them, and what loading it costs. */
export async function fhirStore(): Promise<{ name: string; rows: { label: string; value: string }[] }> {
  const behaviour = { indexLagMs: 0, cloudTrail: false };
  const cloud = createCloud({
    services: [...healthlakeServices({ behaviour }), eventsService],
    storage: "memory",
    region: "us-east-1",
    account: "000000000000",
    random: seededRandom(1),
  });
  const { DatastoreId } = cloud.context.call("healthlake", "CreateFHIRDatastore", { DatastoreTypeVersion: "R4" }) as {
    DatastoreId: string;
  };
  const send = async (method: string, path: string, body = "") => {
    const [address = "", query = ""] = path.split("?");
    const response = await cloud.handle({
      method,
      path: `/datastore/${DatastoreId}/r4/${address}`,
      query: new URLSearchParams(query),
      headers: { "content-type": "application/fhir+json" },
      body: Buffer.from(body),
    });
    if (response.status >= 400) throw new Error(`${response.status}: ${response.body}`);
    return JSON.parse(String(response.body)) as { entry?: unknown[] };
  };

  let middle = "";
  const loaded = performance.now();
  for (let start = 0; start < RESOURCES; start += BATCH) {
    if (start === RESOURCES / 2) middle = new Date().toISOString();
    const entry = Array.from({ length: BATCH }, (_, i) => request(start + i));
    await send("POST", "", JSON.stringify({ resourceType: "Bundle", type: "batch", entry }));
  }
  const loadMs = performance.now() - loaded;

  const searches: [string, string][] = [
    ["by id", "Patient?_id=p500"],
    ["by identifier", "Patient?identifier=urn:mrn|500"],
    ["by reference", "Observation?patient=p500"],
    ["by _lastUpdated, from the middle", `Observation?_lastUpdated=ge${middle}&_count=100`],
    ["by _lastUpdated, newest first", `Observation?_lastUpdated=ge${middle}&_sort=-_lastUpdated&_count=100`],
    ["by identifier of what is referred to", "Observation?patient.identifier=urn:mrn|500"],
    ["by _lastUpdated, all to the last page's count", "Observation?_lastUpdated=ge2026&_summary=count"],
  ];
  const rows = [];
  for (const [label, path] of searches) {
    const times = [];
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      await send("GET", path);
      times.push(performance.now() - start);
    }
    rows.push({ label: `search ${label} (aim < 20 ms)`, value: `${median(times).toFixed(2)} ms` });
  }
  const scan = performance.now();
  cloud.context.store.prepare("SELECT COUNT(*) FROM healthlake_versions WHERE body LIKE '%nothing%'").get();
  const scanMs = performance.now() - scan;
  await cloud.stop();
  return {
    name: `FHIR store in the local cloud, ${RESOURCES} resources`,
    rows: [
      { label: "load, batches of 100, resources/s", value: ((RESOURCES / loadMs) * 1000).toFixed(0) },
      ...rows,
      { label: "floor of a scan: one pass over all bodies", value: `${scanMs.toFixed(0)} ms` },
    ],
  };
}

/** Every tenth resource is a patient, the others are observations of one. */
function request(number: number): object {
  const patient = `p${number - (number % 10)}`;
  const resource =
    number % 10 === 0
      ? {
          resourceType: "Patient",
          id: patient,
          identifier: [{ system: "urn:mrn", value: String(number) }],
          name: [{ family: `Family${number}`, given: ["Ann"] }],
          gender: number % 20 === 0 ? "female" : "male",
          birthDate: `${1930 + (number % 80)}-01-01`,
        }
      : {
          resourceType: "Observation",
          id: `o${number}`,
          status: "final",
          code: { coding: [{ system: "http://loinc.org", code: "29463-7" }] },
          subject: { reference: `Patient/${patient}` },
          effectiveDateTime: "2026-01-11T09:00:00Z",
          valueQuantity: { value: 60 + (number % 40), unit: "kg", system: "http://unitsofmeasure.org", code: "kg" },
        };
  return { request: { method: "PUT", url: `${resource.resourceType}/${resource.id}` }, resource };
}
