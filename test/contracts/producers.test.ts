import { marshall } from "@aws-sdk/util-dynamodb";
import { type ChangeMapping, outgoingEvents } from "@tributary/bus/change-mapping";
import { PUT_EVENTS_MAX_BYTES } from "@tributary/bus/pack-entries";
import { prepareEntry } from "@tributary/bus/prepare-entry";
import { arbitraryFor } from "@tributary/contract-tools/arbitrary";
import { schemaSet } from "@tributary/contract-tools/schema-closure";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventsOf } from "../../services/patient-registry/patient.ts";
import { examples, generatedOperations, model, services } from "./contracts.ts";

interface ItemType {
  readonly itemType: string;
  readonly keys: (key: Data["key"]) => { readonly pk: string; readonly sk: string };
}

/** A service that publishes the changes of its items: how it maps them, and which item type stands behind each event, under which sort key. */
interface Producer {
  readonly mapping: ChangeMapping;
  readonly itemTypes: Readonly<Record<string, ItemType>>;
}

const producers: Readonly<Record<string, Producer>> = {
  "patient-registry": {
    mapping: eventsOf,
    itemTypes: {
      "PatientRecordChanged.v1": {
        itemType: "Patient",
        keys: ({ patientId }) => ({ pk: `PATIENT#${patientId}`, sk: `PATIENT#${patientId}` }),
      },
      "AddressChanged.v1": {
        itemType: "Address",
        keys: ({ patientId, addressId }) => ({ pk: `PATIENT#${patientId}`, sk: `ADDRESS#${addressId}` }),
      },
    },
  },
};

interface Data {
  readonly change: "created" | "updated" | "deleted";
  readonly key: Readonly<Record<string, string>>;
  readonly before?: object;
  readonly after?: object;
}

const schemas = schemaSet(model.schemas);
const eventNames = { created: "INSERT", updated: "MODIFY", deleted: "REMOVE" };

/** The stream record of an item whose published fields are those of the data. */
function streamRecord({ change, key, before, after }: Data, { itemType, keys }: ItemType, unpublished: object) {
  const image = (fields: object) => marshall({ ...fields, ...key, itemType, ...keys(key), ...unpublished });
  return {
    eventID: "change-1",
    eventName: eventNames[change],
    eventSourceARN: "arn:aws:dynamodb:us-east-1:000000000000:table/T/stream/S",
    dynamodb: {
      Keys: marshall(keys(key)),
      SequenceNumber: "100000000000000000001",
      ApproximateCreationDateTime: 1_767_225_600,
      ...(before && { OldImage: image(before) }),
      ...(after && { NewImage: image(after) }),
    },
  };
}

/** What became of the record: the data of each event, every one of which must be fit for the bus. */
function published(record: unknown, mapping: ChangeMapping): unknown[] {
  const events = outgoingEvents(record, mapping);
  expect(events).toMatchObject({ valid: true });
  return (events.valid ? events.value : []).map(event => {
    expect(prepareEntry(event, "2026-01-01T00:00:00Z", PUT_EVENTS_MAX_BYTES)).toMatchObject({ outcome: "ready" });
    return event.data;
  });
}

const sending = await Promise.all(
  services.map(async service => ({ service, sends: Object.keys((await generatedOperations(service)).sends) })),
);

test("every event that a service sends has a mapping to feed", () => {
  for (const { service, sends } of sending)
    expect(Object.keys(producers[service]?.itemTypes ?? {}).sort()).toEqual([...sends].sort());
});

describe.each(sending.filter(({ sends }) => sends.length > 0))("$service", ({ service, sends }) => {
  const { mapping, itemTypes } = producers[service]!;

  describe.each(model.events.filter(({ detailType }) => sends.includes(detailType)))("$detailType", event => {
    const itemType = itemTypes[event.detailType]!;
    const details = arbitraryFor(event.schema.schema, schemas) as fc.Arbitrary<{ data: Data }>;
    const withKey = ({ key, ...data }: Data): Data => ({
      ...data,
      key,
      ...(data.before && { before: { ...data.before, ...key } }),
      ...(data.after && { after: { ...data.after, ...key } }),
    });

    test("of a generated item is valid and says what the item says", () => {
      const unpublished = fc.record({ updatedAt: fc.string(), expiresAt: fc.nat(), correlationId: fc.uuid() });
      fc.assert(
        fc.property(details, unpublished, ({ data }, own) => {
          const expected = withKey(data);
          const same =
            data.change === "updated" &&
            JSON.stringify(sorted(expected.before)) === JSON.stringify(sorted(expected.after));
          expect(published(streamRecord(data, itemType, own), mapping)).toEqual(same ? [] : [expected]);
        }),
      );
    });

    test.each(examples(event, "valid"))("of the item behind %s is valid", (_, example) => {
      const { data } = example as { data: Data };
      expect(published(streamRecord(data, itemType, {}), mapping)).toEqual([withKey(data)]);
    });
  });
});

function sorted(image: object | undefined): unknown {
  return Object.entries(image ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
}
