import { prepareEntry } from "@tributary/bus/prepare-entry";
import type { Item } from "@tributary/change-event/decode-item";
import type { ItemChange } from "@tributary/change-event/item-change";
import { assertDecider } from "@tributary/testkit/assert-decider";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide } from "./patient.ts";

const patient: Item = {
  pk: "PATIENT#p1",
  sk: "PATIENT#p1",
  itemType: "Patient",
  patientId: "p1",
  familyName: "Chalmers",
  givenNames: ["Peter", "James"],
  gender: "male",
  identifiers: [{ system: "urn:mrn", value: "12345" }],
  updatedAt: "2026-01-01T00:00:00Z",
};
const address: Item = {
  pk: "PATIENT#p1",
  sk: "ADDRESS#1",
  itemType: "Address",
  patientId: "p1",
  addressId: "1",
  lines: ["534 Erewhon St"],
  city: "PleasantVille",
};

function change(before: Item | undefined, after: Item | undefined, over: Partial<ItemChange> = {}): ItemChange {
  return {
    change: before === undefined ? "created" : after === undefined ? "deleted" : "updated",
    cause: "user",
    keys: { pk: "PATIENT#p1", sk: (after ?? before)?.sk ?? "PATIENT#p1" },
    ...(before && { before }),
    ...(after && { after }),
    sequence: "1".padStart(40, "0"),
    identity: "stream|1",
    changeId: "change-1",
    occurredAt: "2026-01-01T00:00:00.000Z",
    ...over,
  };
}
const without = ({ ...item }: Item, field: string): Item => {
  Reflect.deleteProperty(item, field);
  return item;
};
/** The one event of a change, checked as the publisher checks it. */
function onlyEvent(of: ItemChange) {
  const events = decide(of);
  expect(events).toMatchObject({ valid: true, value: [expect.anything()] });
  const event = (events.valid && events.value[0]) || undefined;
  if (event === undefined) throw new Error("no event");
  return { event, data: event.data, prepared: prepareEntry(event, "2026-01-01T00:00:01Z", 256 * 1024) };
}

describe("a patient item", () => {
  test("that is new becomes a created record of its published fields", () => {
    const { event, data, prepared } = onlyEvent(change(undefined, patient));
    expect(prepared.outcome).toBe("ready");
    expect(event).toMatchObject({ subject: "Patient/p1", sequence: "1".padStart(40, "0"), identity: "stream|1" });
    expect(event.contract.detailType).toBe("PatientRecordChanged.v1");
    expect(data).toEqual({
      change: "created",
      key: { patientId: "p1" },
      after: {
        patientId: "p1",
        familyName: "Chalmers",
        givenNames: ["Peter", "James"],
        gender: "male",
        identifiers: [{ system: "urn:mrn", value: "12345" }],
        telecom: [],
      },
    });
  });

  test("that changed carries both images", () => {
    const { data, prepared } = onlyEvent(change(patient, { ...patient, familyName: "Windsor" }));
    expect(prepared.outcome).toBe("ready");
    expect(data).toMatchObject({
      change: "updated",
      before: { familyName: "Chalmers" },
      after: { familyName: "Windsor" },
    });
  });

  test.each(["user", "ttl"] as const)("that was deleted (%s) carries its last content", cause => {
    const { data, prepared } = onlyEvent(change(patient, undefined, { cause }));
    expect(prepared.outcome).toBe("ready");
    expect(data).toMatchObject({ change: "deleted", before: { familyName: "Chalmers" } });
    expect(data).not.toHaveProperty("after");
  });

  test("publishes nothing when no published field changed", () => {
    const touched = {
      ...patient,
      updatedAt: "2026-02-02T00:00:00Z",
      correlationId: "c2",
      expiresAt: 1_800_000_000,
      note: "x",
    };
    expect(decide(change(patient, touched))).toEqual({ valid: true, value: [] });
    expect(decide(change(patient, { ...patient, telecom: null }))).toEqual({ valid: true, value: [] });
  });

  test("with a nested field that is not published keeps it to itself", () => {
    const identifiers = [{ system: "urn:mrn", value: "12345", assigner: "secret" }];
    const { prepared } = onlyEvent(change(undefined, { ...patient, identifiers }));
    expect(prepared.outcome).toBe("ready");
    expect(JSON.stringify(prepared)).not.toContain("secret");
  });

  test.each([
    ["familyName", 5],
    ["gender", "robot"],
    ["givenNames", "Peter"],
    ["identifiers", [{ system: "urn:mrn" }]],
    ["telecom", ["555"]],
    ["birthDate", "yesterday"],
  ])("whose %s is malformed can never be sent", (field, value) => {
    const { prepared } = onlyEvent(change(undefined, { ...patient, [field]: value }));
    expect(prepared).toMatchObject({ outcome: "invalid" });
    const pointers = prepared.outcome === "invalid" ? prepared.violations.map(({ pointer }) => pointer) : [];
    expect(pointers.some(pointer => pointer.startsWith(`/data/after/${field}`))).toBe(true);
  });

  test.each([
    ["familyName", 5],
    ["gender", "robot"],
    ["givenNames", "Peter"],
    ["identifiers", [{ system: "urn:mrn" }]],
  ])("whose %s was malformed is heard of again when it is corrected or deleted", (field, value) => {
    const malformed = { ...patient, [field]: value };
    const corrected = onlyEvent(change(malformed, patient));
    expect([corrected.prepared.outcome, corrected.data]).toMatchObject([
      "ready",
      { change: "updated", after: { gender: "male" } },
    ]);
    const deleted = onlyEvent(change(malformed, undefined));
    expect([deleted.prepared.outcome, deleted.data]).toMatchObject(["ready", { change: "deleted" }]);
  });

  test("that loses its malformed field is published, though the salvaged images agree", () => {
    const { data } = onlyEvent(change({ ...patient, familyName: 5 }, without(patient, "familyName")));
    expect(data).toMatchObject({ change: "updated" });
  });

  test("that was deleted under a wrong id, or none, is published by the id in its key", () => {
    for (const malformed of [without(patient, "patientId"), { ...patient, patientId: "p2" }]) {
      const { event, data, prepared } = onlyEvent(change(malformed, undefined));
      expect(prepared.outcome).toBe("ready");
      expect(event.subject).toBe("Patient/p1");
      expect(data).toMatchObject({ key: { patientId: "p1" }, before: { patientId: "p1" } });
    }
  });

  test("that was of a wrong type is published again when it is corrected", () => {
    const { data, prepared } = onlyEvent(change({ ...patient, itemType: "Pateint" }, patient));
    expect(prepared.outcome).toBe("ready");
    expect(data).toMatchObject({ change: "updated", before: { patientId: "p1" }, after: { familyName: "Chalmers" } });
  });

  test("that had a wrong id is published again when it is corrected", () => {
    const { data, prepared } = onlyEvent(change({ ...patient, patientId: "p2" }, patient));
    expect(prepared.outcome).toBe("ready");
    expect(data).toMatchObject({ change: "updated", before: { patientId: "p1" }, after: { patientId: "p1" } });
  });
});

describe("an address item", () => {
  test("becomes an address event of its patient", () => {
    const { event, data, prepared } = onlyEvent(change(undefined, address));
    expect(prepared.outcome).toBe("ready");
    expect(event.contract.detailType).toBe("AddressChanged.v1");
    expect(event.subject).toBe("Patient/p1/Address/1");
    expect(data).toMatchObject({ key: { patientId: "p1", addressId: "1" }, after: { city: "PleasantVille" } });
  });

  test("that changed or was deleted is published", () => {
    expect(onlyEvent(change(address, { ...address, city: "Elsewhere" })).prepared.outcome).toBe("ready");
    expect(onlyEvent(change(address, undefined)).prepared.outcome).toBe("ready");
  });
});

describe("the chain of causes", () => {
  test("begins with the id that the writer left in the item", () => {
    const { event } = onlyEvent(change(undefined, { ...patient, correlationId: "request-7" }));
    expect(event).toMatchObject({ correlationId: "request-7", causationId: "change-1" });
  });

  test.each([undefined, "", "Peter Chalmers", "x".repeat(129), 7])(
    "begins with the change when the writer left no id (%j)",
    correlationId => {
      const item = correlationId === undefined ? patient : { ...patient, correlationId };
      const { event, prepared } = onlyEvent(change(undefined, item));
      expect(event).toMatchObject({ correlationId: "change-1", causationId: "change-1" });
      expect(prepared.outcome).toBe("ready");
    },
  );
});

describe("a change is refused", () => {
  const pointer = (of: ItemChange) => {
    const events = decide(of);
    return events.valid ? undefined : events.violations.map(violation => `${violation.pointer} ${violation.keyword}`);
  };

  test("when its item is of an unknown type, or of none", () => {
    expect(pointer(change(undefined, { ...patient, itemType: "Invoice" }))).toEqual([
      "/dynamodb/NewImage/itemType enum",
    ]);
    expect(pointer(change(without(patient, "itemType"), undefined))).toEqual(["/dynamodb/OldImage/itemType enum"]);
  });

  test("when its ids are not those in its key, so that no patient's data comes under another's id", () => {
    expect(pointer(change(patient, { ...patient, patientId: "p2" }))).toEqual(["/dynamodb/NewImage/patientId const"]);
    expect(pointer(change(undefined, without(patient, "patientId")))).toEqual(["/dynamodb/NewImage/patientId const"]);
    expect(pointer(change(undefined, { ...address, patientId: "p2", addressId: "2" }))).toEqual([
      "/dynamodb/NewImage/patientId const",
      "/dynamodb/NewImage/addressId const",
    ]);
  });

  test("when its key is not that of its type", () => {
    const keys = { pk: "PATIENT#p1", sk: "ADDRESS#1" };
    expect(pointer(change(undefined, patient, { keys }))).toEqual(["/dynamodb/Keys pattern"]);
    expect(pointer(change(undefined, address, { keys: { pk: "p1", sk: "ADDRESS#1" } }))).toEqual([
      "/dynamodb/Keys pattern",
    ]);
  });

  test("when the stream carries no images", () => {
    expect(pointer(change(undefined, undefined))).toEqual(["/dynamodb required"]);
    expect(pointer(change(undefined, patient, { change: "updated" }))).toEqual(["/dynamodb required"]);
  });
});

describe("whatever an item holds", () => {
  const value = fc.oneof(fc.jsonValue(), fc.uint8Array(), fc.constant(new Set(["x"])), fc.constant({ decimal: "1" }));
  const fields = [
    "itemType",
    "sk",
    "patientId",
    "addressId",
    "givenNames",
    "identifiers",
    "telecom",
    "lines",
    "gender",
  ];
  const item = fc
    .tuple(fc.constantFrom(patient, address), fc.dictionary(fc.constantFrom(...fields), value))
    .map(([base, over]) => ({ ...base, ...over }) as Item);
  const image = fc.option(item, { nil: undefined });

  test("maps it without throwing, to at most one event", () => {
    fc.assert(
      fc.property(image, image, (before, after) => {
        const events = decide(change(before, after));
        if (events.valid) expect(events.value.length).toBeLessThanOrEqual(1);
        for (const event of events.valid ? events.value : []) prepareEntry(event, "2026-01-01T00:00:00Z", 256 * 1024);
      }),
    );
  });

  test("maps the same change to the same event, and leaves the change as it is", () => {
    const inputs = fc.tuple(image, image).map(([before, after]) => change(before, after));
    assertDecider({ decide }, { inputs, states: fc.constant(undefined) });
  });
});

test("rejects an item with an identifier of the registry's own system, and says where", () => {
  const own = (system: string) => ({ system, value: "B77" });
  const identifiers = [own("urn:mrn"), own("urn:tributary:patient-registry"), own(" URN:tributary:patient-registry/")];
  for (const before of [undefined, patient]) {
    const verdict = decide(change(before, { ...patient, identifiers }));
    expect(verdict).toMatchObject({
      valid: false,
      violations: [
        { pointer: "/dynamodb/NewImage/identifiers/1/system", keyword: "not" },
        { pointer: "/dynamodb/NewImage/identifiers/2/system", keyword: "not" },
      ],
    });
    expect(JSON.stringify(verdict)).not.toContain("B77");
  }
  // Such an item can still be corrected and deleted.
  expect(decide(change({ ...patient, identifiers }, patient))).toMatchObject({ valid: true, value: [{}] });
  expect(decide(change({ ...patient, identifiers }, undefined))).toMatchObject({ valid: true, value: [{}] });
});
