import fc from "fast-check";
import { expect, test } from "vitest";
import { cloudTrailWrite } from "./cloud-trail-write.ts";

const detail = {
  eventTime: "2026-01-02T03:04:05Z",
  eventName: "UpdateResource",
  requestParameters: {
    datastoreId: "eeb8005725ae22b35b4edbdc68cf2dfd",
    resourceType: "Patient",
    resourceId: "HIDDEN_DUE_TO_SECURITY_REASONS",
  },
};
const write = {
  datastoreId: "eeb8005725ae22b35b4edbdc68cf2dfd",
  resourceType: "Patient",
  at: Date.parse("2026-01-02T03:04:05Z"),
  isDeletion: false,
};

test("reports the time and type of a write, never the resource", () => {
  expect(cloudTrailWrite({ detail })).toEqual({ valid: true, value: write });
});

test("recognises deletions, and bundles as having no single type", () => {
  const { resourceType: _, ...anyType } = write;
  expect(cloudTrailWrite({ detail: { ...detail, eventName: "DeleteResource" } })).toMatchObject({
    value: { isDeletion: true },
  });
  const bundle = { ...detail, eventName: "ProcessBundle", requestParameters: { datastoreId: write.datastoreId } };
  expect(cloudTrailWrite({ detail: bundle })).toEqual({ valid: true, value: anyType });
});

test.each([
  [{ ...detail, eventTime: "now" }, "/detail/eventTime", "format"],
  [{ ...detail, eventName: 1 }, "/detail/eventName", "type"],
  [{ ...detail, requestParameters: null }, "/detail/requestParameters/datastoreId", "type"],
  [
    { ...detail, requestParameters: { ...detail.requestParameters, resourceType: "patient" } },
    "/detail/requestParameters/resourceType",
    "pattern",
  ],
])("refuses a malformed record and says where", (malformed, pointer, keyword) => {
  expect(cloudTrailWrite({ detail: malformed })).toMatchObject({ valid: false, violations: [{ pointer, keyword }] });
});

test("never throws", () => {
  fc.assert(fc.property(fc.anything(), event => typeof cloudTrailWrite(event).valid === "boolean"));
});
