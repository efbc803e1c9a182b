import { assertDecider } from "@tributary/testkit/assert-decider";
import fc from "fast-check";
import { expect, test } from "vitest";
import { evolve, type ItemState, MAIN, type PartEvent, presence } from "./item-state.ts";
import { decide } from "./mapping.ts";
import { addressPart, patientMapping } from "./patient-mapping.ts";

/** The n-th event of a part of a patient: its record, or an address; every third is a deletion. */
function partEvent(part: string, sequence: number): PartEvent {
  const record = { patientId: "p", familyName: `Family ${sequence}`, givenNames: [], identifiers: [], telecom: [] };
  const address = { patientId: "p", addressId: "1", lines: [`${sequence} Main Street`] };
  const metadata = {
    ...{ eventId: `${part}-${sequence}`, sequence: String(sequence).padStart(40, "0"), subject: "Patient/p" },
    ...{ occurredAt: "2026-01-01T00:00:00Z", publishedAt: "2026-01-01T00:00:00Z", correlationId: `c-${sequence}` },
    ...{ causationId: "k", traceparent: "t", dataschema: "urn:s" },
  };
  const after = part === MAIN ? record : address;
  const data = sequence % 3 === 0 ? { change: "deleted", before: after } : { change: "updated", before: after, after };
  return { part, event: { metadata, data: { ...data, key: { patientId: "p" } } as PartEvent["event"]["data"] } };
}
const inputs = fc
  .tuple(fc.constantFrom(MAIN, addressPart("1"), addressPart("2")), fc.nat(30))
  .map(([part, sequence]) => partEvent(part, sequence));

test("a key holds the newest of each of its parts, in whatever order and however often their events come", () => {
  assertDecider<PartEvent, ItemState, unknown>(
    { decide: (_, state) => decide({ mapping: patientMapping, key: "p" }, state), evolve },
    // The cause is that of the last event that was news, so it depends on the order.
    { inputs, compared: ({ parts }) => parts },
  );
});

test("the data store holds the patient while its record exists, whatever addresses there are", () => {
  fc.assert(
    fc.property(fc.array(inputs, { minLength: 1 }), events => {
      const state = events.reduce<ItemState | undefined>(evolve, undefined)!;
      const records = events.filter(({ part }) => part === MAIN).map(({ event }) => event);
      const newest = records.reduce<PartEvent["event"] | undefined>(
        (best, event) => (best !== undefined && best.metadata.sequence >= event.metadata.sequence ? best : event),
        undefined,
      );
      const expected = newest === undefined ? "undecided" : "after" in newest.data ? "present" : "absent";
      expect(presence(state)).toBe(expected);
      expect(decide({ mapping: patientMapping, key: "p" }, state).want).toBe(expected);
    }),
  );
});
