import { validateResource } from "@tributary/fhir/validate-resource";
import { expect, test } from "vitest";
import { isOwnWrite, provenanceOf, withProvenance } from "./provenance.ts";

const told = { origin: "patient-registry", causedBy: "0af7651916cd43dd8448eb211c80319c", correlationId: "intake-1" };

test("is read as it was written, and leaves the resource valid", () => {
  const written = withProvenance({ resourceType: "Patient", id: "p" }, told);
  expect(provenanceOf(written)).toEqual(told);
  expect(validateResource(written)).toMatchObject({ valid: true });
});

test.each(["a b", "peter@example.org", "444-22-2222", "Peter_Chalmers", "%", "é".repeat(129)])(
  "carries the id of its event in place of a correlation that is no opaque id: %j",
  correlationId => {
    const written = withProvenance({ resourceType: "Patient" }, { ...told, correlationId });
    expect(JSON.stringify(written)).not.toContain(correlationId);
    const tag = withProvenance({ resourceType: "Patient" }, told).meta.tag?.map(coding =>
      coding.code === told.correlationId ? { ...coding, code: correlationId } : coding,
    );
    const forged = { meta: { ...written.meta, ...(tag && { tag }) } };
    for (const each of [written, forged]) expect(provenanceOf(each)).toEqual({ ...told, correlationId: told.causedBy });
    expect(validateResource(written)).toMatchObject({ valid: true });
  },
);

test("is missing if the cause is not an event, or there is no correlation", () => {
  const { meta } = withProvenance({ resourceType: "Patient" }, { ...told, causedBy: "Chalmers" });
  expect(provenanceOf({ meta })).toBeUndefined();
  const written = withProvenance({ resourceType: "Patient" }, told);
  const tag = written.meta.tag?.filter(({ code }) => code !== told.correlationId);
  expect(provenanceOf({ meta: { ...written.meta, ...(tag && { tag }) } })).toBeUndefined();
});

test("belongs to the version that it numbers, and to no other that carries it", () => {
  const written = withProvenance({ resourceType: "Patient" }, { ...told, version: 7 });
  const read = provenanceOf(written);
  expect(read).toEqual({ ...told, version: 7 });
  expect([6, 7, 8].map(version => isOwnWrite(read, version))).toEqual([false, true, false]);
  expect(isOwnWrite(provenanceOf(withProvenance(written, told)), 7)).toBe(false);
  const forged = written.meta.tag?.map(tag => (tag.code === "7" ? { ...tag, code: "7e0" } : tag));
  expect(provenanceOf({ meta: { ...written.meta, ...(forged && { tag: forged }) } })).toEqual(told);
});

test("replaces earlier provenance and keeps others' tags", () => {
  const others = { system: "https://example.org/ward", code: "7" };
  const before = withProvenance({ resourceType: "Patient", meta: { tag: [others] } }, { ...told, next: "delete" });
  const after = withProvenance(before, { ...told, causedBy: "ffffffffffffffffffffffffffffffff" });
  expect(provenanceOf(after)).toEqual({ ...told, causedBy: "ffffffffffffffffffffffffffffffff" });
  expect(after.meta?.tag).toContainEqual(others);
  expect(after.meta?.tag).toHaveLength(3);
});

test("is missing if a resource states none or only half of it", () => {
  expect(provenanceOf({})).toBeUndefined();
  expect(provenanceOf({ meta: { source: "urn:tributary:patient-registry" } })).toBeUndefined();
  const foreign = withProvenance({ resourceType: "Patient" }, told);
  expect(provenanceOf({ meta: { ...foreign.meta, source: "https://example.org" } })).toBeUndefined();
});
