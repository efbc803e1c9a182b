import { redactor } from "@tributary/contract/validator-runtime";
import { expect, test } from "vitest";
import { eventFields } from "./event-fields.ts";
import { sampleContract } from "./sample-contract-fixture.ts";

const classification = [
  { pointer: "/metadata/eventId", class: "none" },
  { pointer: "/metadata/subject", class: "pii" },
  { pointer: "/data/n", class: "none" },
  { pointer: "/data/active", class: "none" },
  { pointer: "/data/lines/*", class: "phi" },
];

test("a log line shows only fields that the contract classifies as none", () => {
  const contract = { ...sampleContract("Counted"), classification, redact: redactor(classification) };
  const event = {
    contract,
    metadata: { eventId: "e-1", subject: "Patient/1" } as never,
    data: { n: 4, active: true, lines: ["Lane 1"], unknown: "Ada" },
  };
  expect(eventFields(event)).toEqual({
    detailType: "Counted.v1",
    eventId: "e-1",
    "data.n": 4,
    "data.active": "true",
  });
});
