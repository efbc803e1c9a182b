import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bearingOn, type SubjectNames } from "./subject-names.ts";

const names: SubjectNames = {
  texts: ["PATIENT#17", "Patient/f17"],
  members: [{ patientId: "17" }, { resourceType: "Patient", id: "f17" }],
};
const about = (value: unknown) => bearingOn(typeof value === "string" ? value : JSON.stringify(value), names).about;

describe.each([
  ["a key", { Keys: { pk: { S: "PATIENT#17" } } }],
  ["a member", { data: { key: { patientId: "17" } } }],
  ["a member as DynamoDB writes it", { NewImage: { patientId: { S: "17" } } }],
  ["two members of one object", { key: { resourceType: "Patient", id: "f17", versionId: "2" } }],
  ["a URL", { fullUrl: "https://example.org/r4/Patient/f17/_history/3" }],
  ["JSON in JSON", { Message: JSON.stringify({ detail: JSON.stringify([{ patientId: "17" }]) }) }],
  ["a text that is no JSON", '{"dynamodb": {"Keys": {"pk": {"S": "PATIENT#17"}}, "name": Chalmers'],
  ["a member in a text that is no JSON", '{"patientId" : {"S": "17"}, '],
])("a record that names the subject by %s", (_, value) => {
  test("is about it", () => expect(about(value)).toBe("subject"));
});

describe.each([
  ["another key that begins alike", { Keys: { pk: { S: "PATIENT#170" } }, patientId: "170" }],
  ["another key that ends alike", { reference: "Patient/of17", text: "xPATIENT#17" }],
  ["the value under another name", { addressId: "17", id: "f17", resourceType: "Observation" }],
  ["the id of its FHIR Patient alone", { key: { resourceType: "Observation", id: "o" }, patient: "f17" }],
  ["two members in two objects", [{ resourceType: "Patient" }, { id: "f17" }]],
])("a record with %s", (_, value) => {
  test("is about others", () => expect(about(value)).toBe("others"));
});

test("a text that is not JSON and names nobody is unreadable", () => {
  expect(about("PATIENT#170, 17 and patientId")).toBe("unreadable");
  expect(about("")).toBe("unreadable");
});

test.each([(records: unknown) => records, (records: unknown) => JSON.stringify(records)])(
  "of a batch with records of others the rest is given, digit by digit",
  as => {
    const mine = { dynamodb: { Keys: { pk: { S: "PATIENT#17" } } } };
    const payload = (Records: unknown[]) => JSON.stringify({ version: "1.0", payload: as({ Records }) });
    const batch = payload([mine, { id: "other", at: 1 }])
      .replace('"at":1', '"at":1.00')
      .replace('\\"at\\":1', '\\"at\\":1.00');
    const bearing = bearingOn(batch, names);
    expect(bearing.about).toBe("part");
    if (bearing.about !== "part") return;
    expect(bearingOn(bearing.rest, names)).toEqual({ about: "others" });
    expect(bearing.rest).toContain("1.00");
    expect(bearing.rest).toContain("other");
    expect(bearingOn(payload([mine, mine]), names)).toEqual({ about: "subject" });
  },
);

test("a record may be nested deeper than calls can be", () => {
  const deep = (inner: string) => `${'{"a":['.repeat(20_000)}${inner}${"]}".repeat(20_000)}`;
  expect(["subject", "unreadable"]).toContain(about(deep('{"patientId":"17"}')));
});

test("a name is found anywhere in any JSON, and only where it is", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const named = JSON.stringify([one, { x: { patientId: "17" } }, other]);
      expect(bearingOn(named, names).about).toBe("subject");
      const without = JSON.stringify([one, { x: { patientId: "18" } }, other]);
      expect(bearingOn(without, names).about).toBe(/17/.test(without) ? bearingOn(without, names).about : "others");
    }),
  );
});
