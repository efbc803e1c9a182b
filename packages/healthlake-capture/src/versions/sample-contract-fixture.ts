import { redactor } from "@tributary/contract/validator-runtime";
import type { ResourceChangedContract, ResourceChangedDetail } from "./resource-changed-contract.ts";

const REQUIRED = ["change", "echo", "key", "lastUpdated", "origin", "versionId"];
const classification = ["eventId", "correlationId"].map(name => ({ pointer: `/metadata/${name}`, class: "none" }));

/** FHIR's own limit: https://hl7.org/fhir/R4/datatypes.html#id */
const LONGEST_ID = 64;

const judge: ResourceChangedContract["strict"] = value => {
  const { data } = value as ResourceChangedDetail;
  const refuse = (pointer: string, keyword: string) =>
    ({ valid: false, violations: [{ pointer, keyword, message: "breaks the sample contract" }] }) as const;
  if (data.key.id.length > LONGEST_ID) return refuse("/data/key/id", "maxLength");
  const fields = Object.keys(data).filter(name => name !== "patient");
  if (fields.sort().join() !== REQUIRED.join()) return refuse("/data", "additionalProperties");
  return { valid: true, value: value as ResourceChangedDetail };
};

/** A hand-made contract for tests, of an event with the data that versions are published as. */
export const sampleContract: ResourceChangedContract = {
  name: "VersionNoted",
  version: 1,
  detailType: "VersionNoted.v1",
  source: "sample.versions",
  bus: "sample",
  schemaId: "https://sample.example/schemas/version-noted.v1.schema.json",
  classification,
  strict: judge,
  tolerant: judge,
  redact: redactor(classification),
};
