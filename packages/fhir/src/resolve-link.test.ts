import { describe, expect, it } from "vitest";
import { fullUrlKey, type LinkTarget, resolveLink } from "./resolve-link.ts";

const targets: Readonly<Record<string, LinkTarget>> = {
  "https://other.example/fhir/Patient/77": { literal: "Patient/new", sentVersion: "2", writtenVersion: "1" },
  "https://other.example/fhir/Patient/same": { literal: "Patient/same", sentVersion: undefined, writtenVersion: "4" },
  "urn:uuid:aaaaaaaa-0000-4000-8000-000000000001": { literal: "Patient/uuid", writtenVersion: "1" },
  "Patient/bare": { literal: "Patient/new-too" },
  "urn:oid:1.2.3": { literal: "Patient/oid" },
};
const resolve = (link: string, fullUrl?: string) => resolveLink(link, fullUrl, key => targets[key]);
const REST = "https://other.example/fhir/Observation/1";

describe("resolveLink", () => {
  it.each([
    ["https://other.example/fhir/Patient/77", undefined, "Patient/new"],
    ["https://other.example/fhir/Patient/77#part", undefined, "Patient/new#part"],
    ["Patient/77", REST, "Patient/new"],
    ["Patient/77#part", REST, "Patient/new#part"],
    ["Patient/77/_history/2", REST, "Patient/new/_history/1"],
    ["Patient/77/_history/3", REST, "Patient/new"],
    ["https://other.example/fhir/Patient/77/_history/2#x", undefined, "Patient/new/_history/1#x"],
    ["https://other.example/fhir/Patient/same", undefined, "Patient/same"],
    ["https://other.example/fhir/Patient/same/_history/9", undefined, "Patient/same/_history/4"],
    ["urn:uuid:aaaaaaaa-0000-4000-8000-000000000001", undefined, "Patient/uuid"],
    ["URN:UUID:AAAAAAAA-0000-4000-8000-000000000001#a", REST, "Patient/uuid#a"],
    ["urn:oid:1.2.3", REST, "Patient/oid"],
    ["Patient/bare", REST, "Patient/new-too"],
    ["Patient/bare#x", undefined, "Patient/new-too#x"],
  ])("%s in an entry of %s becomes %s", (link, fullUrl, expected) => {
    expect(resolve(link, fullUrl)).toBe(expected);
  });

  it.each([
    ["Patient/77", undefined],
    ["Patient/77", "urn:uuid:aaaaaaaa-0000-4000-8000-000000000002"],
    ["Patient/77", "https://elsewhere.example/fhir/Observation/1"],
    ["Patient/77", "https://other.example/fhir/not-a-type"],
    ["Patient/same", REST],
    ["Patient/same/_history/2", REST],
    ["Patient/778", REST],
    ["patient/77", REST],
    ["#contained", REST],
    ["", REST],
    ["Patient?identifier=https://other.example/fhir/Patient/77", REST],
    ["https://other.example/fhir/Patient/77?x", REST],
    ["https://other.example/fhir/Patient/7", REST],
    ["see urn:oid:1.2.3", REST],
    ["urn:oid:1.2.34", REST],
    ["__proto__", REST],
  ])("%s in an entry of %s stays", (link, fullUrl) => {
    expect(resolve(link, fullUrl)).toBe(link);
  });

  it("compares UUIDs regardless of case, and everything else exactly", () => {
    expect(fullUrlKey("urn:uuid:AB")).toBe(fullUrlKey("URN:UUID:ab"));
    expect(fullUrlKey("https://other.example/Patient/A")).not.toBe(fullUrlKey("https://other.example/Patient/a"));
  });
});
