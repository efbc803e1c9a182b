import fc from "fast-check";
import { expect, test } from "vitest";
import { envelope } from "./envelope.ts";
import { judgedEvent, readEvent } from "./incoming-event.ts";
import { sampleContract, sampleEvent } from "./sample-contract-fixture.ts";

const contracts = [sampleContract("Counted"), sampleContract("Other")];
const detail = envelope(sampleEvent(7), "2026-01-01T00:00:00Z");
const delivered = { version: "0", id: "1", "detail-type": "Counted.v1", source: "tributary.sample", detail };
const incomingEvent = (body: string) => {
  const read = readEvent(body, contracts);
  return read.valid ? judgedEvent(read) : read;
};
const refusal = (body: string) => {
  const incoming = incomingEvent(body);
  return incoming.valid
    ? []
    : [incoming.contract, ...incoming.violations.map(({ pointer, keyword }) => `${pointer} ${keyword}`)];
};

test("reads the envelope that EventBridge delivers", () => {
  const incoming = incomingEvent(JSON.stringify(delivered));
  expect(incoming).toMatchObject({ valid: true, event: { data: { n: 7 }, metadata: { subject: "Count/7" } } });
  expect(incoming.valid && incoming.event.contract.detailType).toBe("Counted.v1");
});

test("reads a detail without an envelope, by its schema", () => {
  expect(incomingEvent(JSON.stringify(detail))).toMatchObject({ valid: true, event: { data: { n: 7 } } });
});

test("validates by the event's own detail-type, even if another contract would accept it", () => {
  const incoming = incomingEvent(JSON.stringify({ ...delivered, "detail-type": "Other.v1" }));
  expect(incoming.valid && incoming.event.contract.detailType).toBe("Other.v1");
});

test("ignores fields that its contract does not know", () => {
  const newer = { ...delivered, detail: { ...detail, data: { n: 7, later: true } } };
  expect(incomingEvent(JSON.stringify(newer)).valid).toBe(true);
});

test.each([
  ["no JSON", "{", [undefined, " parse"]],
  ["no object", "[1]", [undefined, " type"]],
  ["no envelope", "{}", [undefined, " required"]],
  [
    "an unknown detail-type",
    JSON.stringify({ ...delivered, "detail-type": "Counted.v2" }),
    [undefined, "/detail-type enum"],
  ],
  ["a foreign source", JSON.stringify({ ...delivered, source: "elsewhere" }), [undefined, "/detail-type enum"]],
  ["an unknown schema", JSON.stringify({ ...detail, metadata: {} }), [undefined, "/metadata/dataschema enum"]],
  ["an invalid detail", JSON.stringify({ ...delivered, detail: {} }), ["Counted.v1", "/data/n type"]],
])("refuses %s", (_, body, expected) => {
  expect(refusal(body)).toEqual(expected);
});

test("never throws, whatever a message holds", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), body => {
      expect(incomingEvent(body).valid).toBe(false);
    }),
  );
});
