import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fhirNotice } from "./fhir-notice.ts";

const base = "https://healthlake.us-east-1.amazonaws.com/datastore/eeb8005725ae22b35b4edbdc68cf2dfd/r4/";

/** Made by the description of the R5 backport, with two events. */
function bundle(focus: readonly string[] = ["Patient/p-1", "Observation/o.2/_history/3"]) {
  const events = focus.map((reference, index) => ({
    name: "notification-event",
    part: [
      { name: "event-number", valueString: String(index + 7) },
      { name: "timestamp", valueInstant: "2026-01-02T03:04:05.678Z" },
      { name: "focus", valueReference: { reference: `${base}${reference}` } },
    ],
  }));
  const parameter = [
    { name: "subscription", valueReference: { reference: `${base}Subscription/s-1` } },
    { name: "type", valueCode: "event-notification" },
    ...events,
  ];
  const status = { resource: { resourceType: "Parameters", parameter } };
  const others = focus.map(reference => ({ fullUrl: `${base}${reference}` }));
  return { resourceType: "Bundle", type: "history", entry: [status, ...others] };
}
const changes = [
  { eventNumber: 7, resourceType: "Patient", id: "p-1", at: "2026-01-02T03:04:05.678Z" },
  { eventNumber: 8, resourceType: "Observation", id: "o.2", at: "2026-01-02T03:04:05.678Z" },
];
const expected = { valid: true, value: { subscriptionId: "s-1", changes } };

describe("a notification", () => {
  test.each([
    ["as the detail itself", { detail: bundle() }],
    ["inside the detail", { detail: { notification: { bundle: bundle() } } }],
    ["as text", { detail: { payload: JSON.stringify(bundle()) } }],
    ["as text in a list", { detail: { records: [{ body: JSON.stringify(bundle()) }] } }],
  ])("is found %s", (_, event) => {
    expect(fhirNotice({ source: "aws.healthlake", ...event })).toEqual(expected);
  });

  test("is read as R4B and R5 have it", () => {
    const resource = {
      resourceType: "SubscriptionStatus",
      subscription: { reference: "Subscription/s-1" },
      notificationEvent: [{ eventNumber: "9", focus: { reference: "Encounter/e" } }],
    };
    expect(fhirNotice({ detail: { resourceType: "Bundle", entry: [{ resource }] } })).toEqual({
      valid: true,
      value: { subscriptionId: "s-1", changes: [{ eventNumber: 9, resourceType: "Encounter", id: "e" }] },
    });
  });

  test("takes the entry's address when the status names no resource", () => {
    const text = JSON.stringify(bundle(["Patient/p-1"])).replace('"name":"focus"', '"name":"other"');
    expect(fhirNotice({ detail: JSON.parse(text) })).toEqual({
      ...expected,
      value: { ...expected.value, changes: [changes[0]] },
    });
  });

  test("without events is a handshake", () => {
    expect(fhirNotice({ detail: bundle([]) })).toEqual({ valid: true, value: { subscriptionId: "s-1", changes: [] } });
  });
});

describe("an event without a notification", () => {
  test.each([
    ["no Bundle", { detail: { jobId: "1" } }, "/detail", "contains"],
    [
      "a Bundle of something else",
      { detail: { resourceType: "Bundle", entry: [{ resource: { resourceType: "Patient" } }] } },
      "/detail",
      "contains",
    ],
    [
      "one that names no subscription",
      { detail: { resourceType: "Bundle", entry: [{ resource: { resourceType: "Parameters" } }] } },
      "/detail/entry/0/resource",
      "required",
    ],
    [
      "one whose event names no resource",
      { detail: { ...bundle([""]), entry: [bundle(["x"]).entry[0]] } },
      "/detail/entry/0/resource",
      "required",
    ],
    ["one nested too deep", { detail: { a: { b: { c: { d: bundle() } } } } }, "/detail", "contains"],
  ])("is refused: %s", (_, event, pointer, keyword) => {
    expect(fhirNotice(event)).toMatchObject({ valid: false, violations: [{ pointer, keyword }] });
  });

  test("is refused without the names that wrap it: they may be values", () => {
    const status = { resourceType: "Bundle", entry: [{ resource: { resourceType: "Parameters" } }] };
    const refused = fhirNotice({ detail: { "Ann Chalmers": [status] } });
    expect(refused).toMatchObject({ violations: [{ pointer: "/detail/*/*/entry/0/resource", keyword: "required" }] });
  });

  test.each(["0", "-1", "1.5", "many", ""])("is refused: the event number %j", number => {
    const read = JSON.parse(JSON.stringify(bundle(["Patient/p"])).replace('"7"', JSON.stringify(number)));
    expect(fhirNotice({ detail: read })).toMatchObject({ valid: false, violations: [{ keyword: "minimum" }] });
  });

  test("never throws, and never quotes its input", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), text => {
        const verdict = fhirNotice({ detail: JSON.parse(text) });
        if (!verdict.valid) expect(verdict.violations).toHaveLength(1);
      }),
    );
    expect(JSON.stringify(fhirNotice({ detail: bundle(["Patient/Mrs Müller"]) }))).not.toContain("Müller");
  });
});
