import { validateResource } from "@tributary/fhir/validate-resource";
import { expect, test } from "vitest";
import { provenanceOf, withProvenance } from "./provenance.ts";

const told = { origin: "patient-registry", causedBy: "0af7651916cd43dd8448eb211c80319c", correlationId: "intake-1" };

test("is read as it was written, and leaves the resource valid", () => {
  const written = withProvenance({ resourceType: "Patient", id: "p" }, told);
  expect(provenanceOf(written)).toEqual(told);
  expect(validateResource(written)).toMatchObject({ valid: true });
});

test.each(["a b", "\t", "100 %", "ä/ö", "\0"])("carries any correlation id, in a valid resource: %j", correlationId => {
  const written = withProvenance({ resourceType: "Patient" }, { ...told, correlationId });
  expect(provenanceOf(written)).toEqual({ ...told, correlationId });
  expect(validateResource(written)).toMatchObject({ valid: true });
});

test("is not seen in a tag that is no code of ours", () => {
  const { meta } = withProvenance({ resourceType: "Patient" }, told);
  const tag = meta.tag?.map(coding => (coding.code === told.correlationId ? { ...coding, code: "%" } : coding));
  expect(provenanceOf({ meta: { ...meta, ...(tag && { tag }) } })).toBeUndefined();
});

test.each([
  ["names no event", { ...told, causedBy: "Chalmers" }],
  ["has no correlation", { ...told, correlationId: "" }],
  ["has one that no event may carry", { ...told, correlationId: "é".repeat(129) }],
])("is not seen in a tag that %s", (_, provenance) => {
  expect(provenanceOf(withProvenance({ resourceType: "Patient" }, provenance))).toBeUndefined();
});

test("carries the longest correlation that an event may have", () => {
  const longest = { ...told, correlationId: "😀".repeat(128) };
  expect(provenanceOf(withProvenance({ resourceType: "Patient" }, longest))).toEqual(longest);
});

test("replaces what was told before and keeps the tags of others", () => {
  const others = { system: "https://example.org/ward", code: "7" };
  const before = withProvenance({ resourceType: "Patient", meta: { tag: [others] } }, { ...told, next: "delete" });
  const after = withProvenance(before, { ...told, causedBy: "ffffffffffffffffffffffffffffffff" });
  expect(provenanceOf(after)).toEqual({ ...told, causedBy: "ffffffffffffffffffffffffffffffff" });
  expect(after.meta?.tag).toContainEqual(others);
  expect(after.meta?.tag).toHaveLength(3);
});

test("is not seen where a resource tells none, or only half of it", () => {
  expect(provenanceOf({})).toBeUndefined();
  expect(provenanceOf({ meta: { source: "urn:tributary:patient-registry" } })).toBeUndefined();
  const foreign = withProvenance({ resourceType: "Patient" }, told);
  expect(provenanceOf({ meta: { ...foreign.meta, source: "https://example.org" } })).toBeUndefined();
});
